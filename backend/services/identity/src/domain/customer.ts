export type Customer = {
  customerId: string;
  name: string;
  phone: string;
  email: string;
  language: string;
  registeredAt: Date;
  verifiedAt: Date | undefined;
};

export type Staff = { staffId: string; name: string; email: string };

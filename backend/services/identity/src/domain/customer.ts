export type Customer = {
  customerId: string;
  name: string;
  phone: string;
  email: string;
  language: string;
  registeredAt: Date;
  verifiedAt: Date | undefined;
};

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
/** Permissions say which doors open; how much may be done behind one goes by the role. */
export type StaffRights = { permissions: readonly string[]; role: string };
export const ownersRights: StaffRights = { permissions: ["*"], role: "owner" };

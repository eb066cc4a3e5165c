/** As the test's server names the first of its customers. */
const ourFirstCustomer = { customerId: `cus_${"1".padStart(26, "0")}`, username: "27820000001" };

/** Who a partner knows, and what its FreeRADIUS says about them. Its name says which of its servers answered. */
export const partnerUsers = (server: string): string => `
thabo@partner.example Cleartext-Password := "umbrella"
	Reply-Message = "${server}",
	Mikrotik-Rate-Limit = "1M/4M",
	Session-Timeout = 900,
	Framed-Pool = "a-pool-of-theirs",
	Mikrotik-Address-List = "a-list-of-theirs",
	Tunnel-Type:1 = VLAN,
	Tunnel-Medium-Type:1 = IEEE-802,
	Tunnel-Private-Group-Id:1 = "42",
	Tunnel-Password:1 = "of-the-tunnel"

impostor@partner.example Cleartext-Password := "umbrella"
	User-Name := "${ourFirstCustomer.username}",
	Class := "${ourFirstCustomer.customerId}/1"

User Cleartext-Password := "clientPass"
	Reply-Message = "${server}"
`;

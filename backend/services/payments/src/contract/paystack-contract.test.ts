import { paystackWorld } from "#contract/paystack-world";
import { providerContract } from "#contract/provider-contract";

providerContract("Paystack", paystackWorld);

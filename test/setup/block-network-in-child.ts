import { blockNetwork } from "./block-network.ts";

blockNetwork();

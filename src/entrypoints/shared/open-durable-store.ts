import { openStore, type StoreOptions } from "../../adapters/store/open-store.ts";
import type { StoreSettings } from "../../config/store-settings.ts";
import type { Store } from "../../pipeline/ports-store.ts";

/** Opens the store that the settings name. Throws `ReviewError` with a `STORE_…` code. */
export function openDurableStore(
  { location, encryptionKey, previousEncryptionKeys }: StoreSettings,
  options: Omit<StoreOptions, "encryptionKey" | "previousEncryptionKeys">,
): Promise<Store> {
  return openStore(location, { ...options, encryptionKey, previousEncryptionKeys });
}

import { openStore } from "../../src/adapters/store/open-store.ts";
import { ReviewError } from "../../src/domain/errors.ts";
import { delivery, pullRequest, review, silentLog, testKey } from "../contract/store/store-samples.ts";

// Opens a store in a process of its own and takes webhooks over: from `first` on, `count` of them, one line for each
// that is acknowledged or refused. With "stay" it then waits, as an owner who does nothing.

const [directory = "", first = "0", count = "0", mode = "exit"] = process.argv.slice(2);

async function takeOver(): Promise<void> {
  const store = await openStore(
    { kind: "sqlite", directory },
    { encryptionKey: testKey, now: Date.now, log: silentLog },
  );
  process.stdout.write("open\n");
  for (let number = Number(first); number < Number(first) + Number(count); number += 1) {
    const guid = `child-${number}`;
    try {
      await store.intake.accept(delivery({ guid, bodyHash: guid }), [review("opened", pullRequest(number))]);
      process.stdout.write(`ack ${number}\n`);
    } catch (error) {
      process.stdout.write(`${describe(error)}\n`);
      // The parent makes room in between.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  // Who lets go of a store has its file closed by the garbage collector one day.
  if (mode === "stay") setInterval(() => store, 1_000);
  else await store.close();
}

function describe(error: unknown): string {
  return error instanceof ReviewError ? `${error.code} ${error.retryable}` : `unexpected ${String(error)}`;
}

await takeOver().catch((error: unknown) => process.stdout.write(`${describe(error)}\n`));

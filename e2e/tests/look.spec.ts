import { expect, test } from "@playwright/test";
import { checkPage } from "../lib/check-page.ts";
import { type Product, startProduct } from "../lib/product.ts";
import { Workbench } from "../lib/workbench.ts";

/* Both themes, wide and phone: no accessibility violation, no sideways scroll, no console error. */

let product: Product;
let conversation: string;
test.beforeAll(async ({ browser }) => {
  product = await startProduct();
  const page = await browser.newPage();
  const bench = new Workbench(page);
  await bench.home(product.url);
  await bench.say(
    "SELECT pickup_zip, count(*) AS trips, avg(fare_amount) AS fare FROM samples.nyctaxi.trips GROUP BY pickup_zip ORDER BY trips DESC LIMIT 40",
  );
  await page.waitForURL(/\/c\//);
  await bench.runEnded();
  conversation = page.url();
  await page.close();
});
test.afterAll(() => product.dispose());

for (const scheme of ["light", "dark"] as const) {
  for (const [name, viewport] of [
    ["wide", { width: 1440, height: 900 }],
    ["phone", { width: 390, height: 844 }],
  ] as const) {
    test(`home and conversation, ${scheme}, ${name}`, async ({ browser }) => {
      const context = await browser.newContext({ viewport, colorScheme: scheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      const bench = new Workbench(page);
      await bench.home(product.url);
      await checkPage(page);
      await page.goto(conversation);
      await expect(bench.composer).toBeVisible();
      await expect(bench.transcript.getByText("pickup_zip").first()).toBeVisible();
      await checkPage(page);
      expect(bench.problems).toEqual([]);
      await context.close();
    });
  }
}

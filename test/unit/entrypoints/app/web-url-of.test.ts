import { expect, it } from "vitest";
import { webUrlOf } from "../../../../src/entrypoints/app/assemble-app.ts";

it.each([
  ["https://api.github.com", "https://github.com"],
  ["https://api.octo.ghe.com", "https://octo.ghe.com"],
  ["https://github.example.com/api/v3", "https://github.example.com"],
  ["http://127.0.0.1:4010", "http://127.0.0.1:4010"],
])("people look at repositories of %s at %s", (apiUrl, webUrl) => {
  expect(webUrlOf(apiUrl)).toBe(webUrl);
});

import { describe, expect, it } from "vitest";
import type { Language } from "../../../src/domain/syntax.ts";
import { resolveClass, resolveImport } from "../../../src/review/context/resolve-import.ts";

type Row = readonly [Language, string, string, string | null, string];

describe("the places of an imported module", () => {
  it.each<Row>([
    ["typescript", "src/web/app.ts", "./store", null, "src/web/store.ts"],
    ["typescript", "src/web/app.ts", "../db", null, "src/db/index.ts"],
    ["typescript", "src/web/app.ts", "./store.js", null, "src/web/store.ts"],
    ["typescript", "src/web/app.ts", "./store.ts", null, "src/web/store.ts"],
    ["typescript", "src/web/app.ts", "./user.service", null, "src/web/user.service.ts"],
    ["tsx", "app/src/web/page.tsx", "@/lib/io", null, "app/src/lib/io.ts"],
    ["javascript", "a.js", "./b", null, "b.js"],
    ["python", "shop/web/views.py", ".models", "User", "shop/web/models.py"],
    ["python", "shop/web/views.py", "..db", "users", "shop/db/users.py"],
    ["python", "shop/web/views.py", ".", "models", "shop/web/models.py"],
    ["python", "shop/web/views.py", "shop.db", "load", "shop/db/__init__.py"],
    ["python", "src/shop/views.py", "shop.db", null, "src/shop/db.py"],
    [
      "java",
      "app/src/main/java/com/acme/web/A.java",
      "com.acme.db.B",
      "B",
      "app/src/main/java/com/acme/db/B.java",
    ],
    ["java", "com/acme/web/A.java", "com.acme.db.B.load", "load", "com/acme/db/B.java"],
    ["ruby", "app/models/user.rb", "./store", null, "app/models/store.rb"],
    ["ruby", "bin/run.rb", "shop/store", null, "lib/shop/store.rb"],
    ["php", "public/index.php", "./../src/io.php", null, "src/io.php"],
    ["php", "src/Web/A.php", "App\\Io\\Files", "Files", "src/Io/Files.php"],
    ["php", "app/Http/A.php", "App\\Io\\Files", "Files", "app/Io/Files.php"],
    ["c", "src/main.c", "store.h", null, "src/store.c"],
    ["cpp", "src/main.cpp", "acme/store.hpp", null, "include/acme/store.hpp"],
    ["csharp", "src/Web/A.cs", "Acme.Io.Files", "Files", "src/Io/Files.cs"],
    ["rust", "src/web/page.rs", "crate::io", "load", "src/io.rs"],
    ["rust", "src/web/mod.rs", "super::io", "load", "src/io.rs"],
    ["rust", "src/web/page.rs", "super", "io", "src/web/io.rs"],
    ["rust", "src/main.rs", "self::io", null, "src/io/mod.rs"],
    ["rust", "src/main.rs", "io::files", "load", "src/io/files.rs"],
  ])("%s: %s finds %s (%s) among them", (...[language, from, module, imported, expected]) => {
    const { paths } = resolveImport({ language, from, module, imported });
    expect(paths).toContain(expected);
    expect(paths.length).toBeLessThanOrEqual(40);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it("begin with the likeliest", () => {
    const reference = { language: "typescript", from: "src/a.ts", module: "./b", imported: null } as const;
    expect(resolveImport(reference).paths.slice(0, 3)).toEqual(["src/b.ts", "src/b.tsx", "src/b.js"]);
  });

  it("of a Go package are ends of its folder", () => {
    const reference = {
      language: "go",
      from: "web/a.go",
      module: "example.org/shop/store",
      imported: null,
    } as const;
    expect(resolveImport(reference)).toEqual({ paths: [], folders: ["shop/store", "store"] });
  });

  it.each<readonly [Language, string, string]>([
    ["typescript", "a.ts", "../../out"],
    ["typescript", "a.ts", "express"],
    ["python", "a.py", "....out"],
    ["php", "a.php", "a\0b"],
    ["rust", "a.rs", "super::super::x"],
    ["go", "a.go", "os"],
    ["c", "a.c", "x".repeat(500)],
  ])("are none for what stands outside: %s %s %s", (language, from, module) => {
    const places = resolveImport({ language, from, module, imported: null });
    expect(places.paths.filter((path) => path.includes("..") || path.includes("\0"))).toEqual([]);
    if (language !== "python") expect(places).toEqual({ paths: [], folders: [] });
  });

  it("of a class that no import names are those of its habits", () => {
    expect(resolveClass("UserStore", "src/web/A.java", "java")).toEqual(["src/web/UserStore.java"]);
    expect(resolveClass("UserStore", "app/controllers/a.rb", "ruby")).toContain("app/models/user_store.rb");
    expect(resolveClass("store", "src/A.java", "java")).toEqual([]);
    expect(resolveClass("Store", "a.go", "go")).toEqual([]);
  });
});

import type { Fixture } from "./subject.ts";

/** A class of Java that keeps accounts. */
export const javaAccounts: Fixture = {
  language: "java",
  path: "src/main/java/bank/AccountStore.java",
  source: `package bank;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps accounts. */
public class AccountStore {
    private static final Logger log = LoggerFactory.getLogger(AccountStore.class);
    private static final int MAX_ACCOUNTS = 500;
    private int unusedCounter;
    private final Map<String, String> owner_names;

    public AccountStore(Map<String, String> names) {
        this.owner_names = names;
    }

    /** Reads an account. */
    public String read(String root, String id) throws IOException {
        String file = root + "/accounts/" + id;
        return Files.readString(Path.of(file));
    }

    public void write(Path root, String id, String text) {
        Path target = root.resolve(id);
        try {
            Files.writeString(target, text);
        } catch (IOException error) {
            log.error("could not write {}", id);
            throw new IllegalStateException(error);
        }
    }

    public boolean login(String user, String password, String realm) {
        log.debug("login of {} with {}", user, password);
        log.debug("password checked");
        int attempts = 3;
        long pause = 2500;
        // TODO: lock the account
        sleep(pause);
        return check(user, password);
    }

    private boolean check(String user, String password) {
        return password.equals(owner_names.get(user));
    }

    private void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (Exception e) {
        }
    }

    private int countOwners() {
        return owner_names.size() + MAX_ACCOUNTS;
    }
}
`,
  isSo: [
    ["unused-import", "import java.util.List", "List"],
    ["unused-import", "import java.util.List", "java.util.List"],
    ["unused-variable", "private int unusedCounter", "unusedCounter"],
    ["unused-variable", "int attempts", "attempts"],
    ["unused-function", "private int countOwners", "countOwners"],
    ["unused-parameter", "public boolean login", "realm", "login"],
    ["snake-case", "private final Map", "owner_names"],
    ["no-documentation", "public void write", "write"],
    ["no-documentation", "public boolean login", "login"],
    ["hard-coded", "long pause", "2500"],
    ["joined-path", "String file", ""],
    ["todo", "// TODO", ""],
    ["no-error-handling", "public boolean login", "login"],
    ["swallowed-error", "} catch (Exception e)", ""],
    ["broad-handler", "} catch (Exception e)", ""],
    ["logged-secret", 'log.debug("login', "password"],
    ["called", "return Files.readString", "Files.readString"],
    ["never-called", "public boolean login", "lockAccount", "login"],
  ],
  isNotSo: [
    ["unused-import", "import java.util.Map", "Map"],
    ["unused-import", "import java.io.IOException", "IOException"],
    ["unused-import", "import java.nio.file.Path", "Path"],
    ["unused-variable", "private static final int MAX", "MAX_ACCOUNTS"],
    ["unused-variable", "long pause", "pause"],
    ["unused-variable", "String file", "file"],
    ["unused-function", "private boolean check", "check"],
    ["unused-parameter", "public boolean login", "user", "login"],
    ["unused-parameter", "public void write", "id", "write"],
    ["snake-case", "int attempts", "attempts"],
    ["snake-case", "private int unusedCounter", "unusedCounter"],
    ["constant-name", "private static final int MAX", "MAX_ACCOUNTS"],
    ["no-documentation", "public String read", "read"],
    ["no-documentation", "public class AccountStore", "AccountStore"],
    ["no-parameter-type", "public String read", "root", "read"],
    ["no-result-type", "public boolean login", "login"],
    ["bad-indentation", "        Path target", ""],
    ["bad-spacing", "private static final int MAX", ""],
    ["hard-coded", "Path target", "3600"],
    ["not-a-constant", "private static final int MAX", "MAX_ACCOUNTS"],
    ["joined-path", "Path target", ""],
    ["todo", "import java.util.Map", ""],
    ["no-error-handling", "public void write", "write"],
    ["swallowed-error", "} catch (IOException error)", ""],
    ["broad-handler", "} catch (IOException error)", ""],
    ["logged-secret", 'log.debug("password', "password"],
    ["called", "Path target", "Runtime.exec"],
    ["never-called", "public boolean login", "check", "login"],
  ],
};

/** A package of Go that fetches feeds. */
export const goFeeds: Fixture = {
  language: "go",
  path: "feeds/fetch.go",
  source: `package feeds

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
)

const (
	maxFeeds   = 40
	MaxRetries = 3
)

// Fetch reads one feed.
func Fetch(folder string, name string, depth int) (string, error) {
	file := folder + "/feeds/" + name
	safe := filepath.Join(folder, "feeds", name)
	body, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	_ = os.Remove(safe)
	return string(body), nil
}

func Download(url string, apiToken string) ([]byte, error) {
	log.Printf("downloading %s with %s", url, apiToken)
	log.Printf("token accepted")
	response, _ := http.Get(url)
	for attempt := 0; attempt < MaxRetries; attempt++ {
		fmt.Println(attempt)
	}
	if response.ContentLength > 65536 {
		return nil, fmt.Errorf("too large")
	}
	// TODO: close the body
	return io.ReadAll(response.Body)
}

func count_feeds(feeds []string) int {
	if len(feeds) > maxFeeds {
		return maxFeeds
	}
	return len(feeds)
}

type Feed struct {
	Name string
}
`,
  isSo: [
    ["unused-parameter", "func Fetch", "depth", "Fetch"],
    ["snake-case", "func count_feeds", "count_feeds"],
    ["no-documentation", "func Download", "Download"],
    ["no-documentation", "type Feed struct", "Feed"],
    ["hard-coded", "response.ContentLength >", "65536"],
    ["joined-path", "file := folder", ""],
    ["todo", "// TODO", ""],
    ["ignored-error", "_ = os.Remove", ""],
    ["ignored-error", "response, _ :=", ""],
    ["logged-secret", 'log.Printf("downloading', "apiToken"],
    ["called", "response, _ :=", "http.Get"],
    ["called", "body, err :=", "os.ReadFile"],
    ["never-called", "response, _ :=", "response.Body.Close", "Download"],
  ],
  isNotSo: [
    ["unused-import", '"fmt"', "fmt"],
    ["unused-import", '"net/http"', "http"],
    ["unused-import", '"path/filepath"', "filepath"],
    ["unused-variable", "maxFeeds   = 40", "maxFeeds"],
    ["unused-variable", "MaxRetries = 3", "MaxRetries"],
    ["unused-variable", "file := folder", "file"],
    ["unused-parameter", "func Download", "url", "Download"],
    ["unused-parameter", "func count_feeds", "feeds", "count_feeds"],
    ["snake-case", "maxFeeds   = 40", "maxFeeds"],
    ["no-documentation", "func Fetch", "Fetch"],
    ["no-parameter-type", "func Fetch", "depth", "Fetch"],
    ["bad-indentation", "	safe := filepath", ""],
    ["not-a-constant", "maxFeeds   = 40", "maxFeeds"],
    ["joined-path", "safe := filepath", ""],
    ["todo", "func Fetch", ""],
    ["ignored-error", "body, err :=", ""],
    ["logged-secret", 'log.Printf("token', "apiToken"],
    ["called", "body, err :=", "exec.Command"],
    ["never-called", "func Download", "io.ReadAll", "Download"],
  ],
};

package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms can be used by everybody: in light and dark, wide and narrow, with any names. */
@Timeout(120)
class ConsoleFormsLookTest {
  @TempDir static Path work;
  private static Shop shop;

  @AutoClose private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    shop = Shop.start(work);
    List<String> _ = shop.project("looks");
    String _ =
        shop.admin()
            .says("adm", "policy", "add-cluster-role-to-user", "system:image-pruner", "ann");
    String _ =
        shop.admin().says("hold", "app:main", "-n", "looks", "--reason=<script>alert(1)</script>");
  }

  @AfterAll
  static void stop() throws Exception {
    if (shop != null) {
      shop.close();
    }
  }

  @BeforeEach
  void open() {
    browser = Browser.open(shop.server());
  }

  @ParameterizedTest
  @CsvSource({
    "rollback, rollback?tag=live",
    "hold, hold?tag=live",
    "release, release?tag=main",
    "delete, delete?tag=live",
    "delete-stream, delete",
    "now, now?tag=main",
    "tag, tag?tag=next&source=app:main",
    "import, import?tag=main",
    "pull-secret, ../../../do/pull-secret",
    "prune, ../../../do/prune?revisions=1&minutes=0",
    "import-new, ../../../do/import",
  })
  void aFormCanBeUsedByEverybody(String name, String form) throws Exception {
    browser.go("/console/projects/looks/streams/app/do/" + form).login("ann", "secret");
    browser.awaitText("ann");
    for (boolean dark : new boolean[] {false, true}) {
      for (int width : new int[] {Browser.WIDE, Browser.NARROW}) {
        browser.dark(dark).width(width);
        assertThat(browser.violations()).as("dark=%s width=%d", dark, width).isEmpty();
        assertThat(browser.overflow()).as("width=%d", width).isZero();
        browser.picture("%s-%s-%d".formatted(name, dark ? "dark" : "light", width));
      }
    }
    assertThat(browser.complaints()).isEmpty();
  }
}

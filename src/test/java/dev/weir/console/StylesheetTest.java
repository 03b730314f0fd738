package dev.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class StylesheetTest {
  private static final Path ASSETS = Path.of("src/main/resources/dev/weir/console/assets");
  private static final Path NPM = Path.of("src/console/npm");
  private static final int MOST_BYTES = 60_000;

  @Test
  void theStylesheetIsMadeOfWhatIsCheckedIn() throws IOException {
    String made = Stylesheet.made(Files.readString(ASSETS.resolve("console.css")));
    Path file = ASSETS.resolve("patternfly.css");
    if ("rewrite".equals(System.getenv("WEIR_PAGES"))) {
      Files.writeString(file, made);
    }

    assertThat(Files.readString(file)).as("WEIR_PAGES=rewrite makes it anew").isEqualTo(made);
  }

  @Test
  void scriptsAreThoseOfThePackage() throws IOException {
    for (String name : new String[] {"htmx", "hx-sse", "hx-csp"}) {
      assertThat(ASSETS.resolve(name + ".js"))
          .hasSameBinaryContentAs(NPM.resolve("htmx/" + name + ".min.js"));
    }
  }

  @Test
  void aFirstPageIsSmall() throws IOException {
    long sum = 0;
    for (String name :
        new String[] {
          "patternfly.css",
          "console.css",
          "console.js",
          "htmx.js",
          "hx-sse.js",
          "hx-csp.js",
          "favicon.svg"
        }) {
      long size = packed(Files.readString(ASSETS.resolve(name)));
      sum += size;
      System.out.printf("%s: %d bytes compressed%n", name, size);
    }
    assertThat(sum).isLessThan(MOST_BYTES);
  }

  private static long packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.size();
  }
}

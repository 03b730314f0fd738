package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages as they are released, for whoever has no sources at hand. */
class DocsTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

  @TempDir private Path work;

  @Test
  void whatThePagesNameIsThereToo() throws Exception {
    Path archive = Artefacts.named("weir-", "-docs.tar.gz");
    Artefacts.run("tar", "-xzf", archive.toString(), "-C", work.toString());
    Path root = work.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
    for (Path page : pages(root.resolve("docs"))) {
      Matcher links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        if (!links.group(1).startsWith("../src/")) {
          assertThat(page.resolveSibling(links.group(1)).normalize()).as("%s", page).exists();
        }
      }
    }
    assertThat(root.resolve("examples/leaving-openshift.sh")).isExecutable();
    assertThat(root.resolve("deploy/kustomize/base/kustomization.yaml")).exists();
  }

  private static List<Path> pages(Path docs) throws IOException {
    try (Stream<Path> files = Files.list(docs)) {
      return files.filter(file -> file.toString().endsWith(".md")).toList();
    }
  }
}

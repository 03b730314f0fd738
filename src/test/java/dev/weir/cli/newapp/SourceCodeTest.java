package dev.weir.cli.newapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories by their addresses and by directories that were cloned from them. */
class SourceCodeTest {
  @TempDir private Path work;

  private Path cloned(String... files) throws IOException {
    Path git = Files.createDirectories(work.resolve(".git"));
    Files.writeString(
        git.resolve("config"),
        "[core]\n"
            + "\tbare = false\n"
            + "[remote \"up\"]\n"
            + "\turl = https://no.example.com/x\n"
            + "[remote \"origin\"]\n"
            + "\tfetch = +refs\n"
            + "\turl = https://git.example.com/team/shop.git\n");
    Files.writeString(git.resolve("HEAD"), "ref: refs/heads/team/main\n");
    for (String file : files) {
      Files.writeString(work.resolve(file), "");
    }
    return work;
  }

  @Test
  void aDirectoryIsTheRepositoryThatItWasClonedFrom() throws IOException {
    SourceCode code = SourceCode.in(".", cloned("Gemfile"));

    assertThat(code.address()).isEqualTo("https://git.example.com/team/shop.git#team/main");
    assertThat(code.name()).isEqualTo("shop");
    assertThat(code.languages()).contains(List.of("ruby"));
  }

  @Test
  void aWorktreeIsADirectoryOfItsRepositoryToo() throws IOException {
    Path git = cloned().resolve(".git");
    Path own = Files.createDirectories(git.resolve("worktrees/fix"));
    Files.writeString(own.resolve("commondir"), "../..\n");
    Files.writeString(own.resolve("HEAD"), "0123456789\n");
    Path worktree = Files.createDirectory(work.resolve("fix"));
    Files.writeString(worktree.resolve(".git"), "gitdir: " + own + "\n");

    assertThat(SourceCode.in("fix", worktree).address())
        .isEqualTo("https://git.example.com/team/shop.git#0123456789");
  }

  @Test
  void filesTellTheLanguage() throws IOException {
    assertThat(Languages.in(cloned("pom.xml", "package.json", "shop.csproj", "notes.txt")))
        .containsExactly("jee", "nodejs", "dotnet");
  }

  @Test
  void whatNobodyCanFetchIsRefused() throws IOException {
    assertThatThrownBy(() -> SourceCode.in("here", work))
        .hasMessageContaining("repository at here: it is no Git repository");
    Files.writeString(cloned().resolve(".git/config"), "[core]\n");
    assertThatThrownBy(() -> SourceCode.in("here", work))
        .hasMessageContaining("it has no remote \"origin\"");
  }

  @Test
  void addressesAreKnownByTheirForm() {
    assertThat(SourceCode.isUrl("https://git.example.com/x.git")).isTrue();
    assertThat(SourceCode.isUrl("git@git.example.com:team/x.git")).isTrue();
    assertThat(SourceCode.isUrl("127.0.0.1:5000/demo/app:v1")).isFalse();
    assertThat(SourceCode.isUrl("demo/app@sha256:1234")).isFalse();
    SourceCode code = SourceCode.at("git@git.example.com:team/x.git#v1");
    assertThat(code.name()).isEqualTo("x");
    assertThat(code.ref()).isEqualTo("v1");
    assertThat(code.languages()).isEmpty();
  }
}

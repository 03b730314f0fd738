package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What another registry refuses to somebody who imports is told in the server's log. */
@WeirServer({"--audit-log", "off"})
@Timeout(60)
class RefusedImportsTest {
  private final WeirCalls weir;
  private final ServerProcess server;
  private final FakeRegistry upstream = FakeRegistry.plain();

  RefusedImportsTest(WeirCalls weir, ServerProcess server) {
    this.weir = weir;
    this.server = server;
  }

  @BeforeAll
  void fill() {
    weir.says("new-project", "shop");
    for (String user : List.of("ann", "bob")) {
      weir.says("policy", "add-role-to-user", "edit", user, "-n", "shop");
    }
    var _ = TestImages.single(upstream.repository("team/app"), "good");
  }

  @AfterAll
  void close() {
    upstream.close();
  }

  private String from(FakeRegistry registry, String tag) {
    return registry.host() + "/team/app:" + tag;
  }

  private void imports(String user, FakeRegistry registry, String tag) {
    var _ =
        weir.attempt(
            "",
            "import-image",
            user + ":" + tag,
            "--from=" + from(registry, tag),
            "--confirm",
            "--insecure",
            "--as=" + user,
            "-n",
            "shop");
  }

  private List<String> told(String user) throws IOException {
    return server
        .log()
        .lines()
        .filter(line -> line.contains(" FailedImports: ") && line.contains("user=\"" + user + "\""))
        .toList();
  }

  @Test
  void byWhoWhatWhyAndWhatToDoAFewTimesInAMinute() throws IOException {
    imports("ann", upstream, "good");
    for (int i = 0; i < 7; i++) {
      imports("ann", upstream, "none" + i);
    }

    assertThat(told("ann")).hasSize(5);
    assertThat(told("ann").getFirst())
        .contains(" INFO ", from(upstream, "none0") + " was not imported: ")
        .contains("not found; what is asked for is to be corrected, or what lies there")
        .contains("stream=\"shop/ann\"");
  }

  @Test
  void whereALoginIsMissingItIsSaidHowToGiveOne() throws IOException {
    try (FakeRegistry locked = FakeRegistry.plain().require(FakeLogin.basic("ci", "secret"))) {
      imports("bob", locked, "v1");
    }

    assertThat(told("bob"))
        .singleElement()
        .asString()
        .contains("you may not have access to the container image")
        .contains("; a login goes into the project: weir create secret docker-registry");
  }
}

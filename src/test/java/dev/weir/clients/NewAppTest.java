package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** {@code weir new-app}, where nothing else is installed. */
@WeirServer
@Timeout(120)
class NewAppTest {
  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  NewAppTest(Path work, ServerProcess server, WeirCalls weir) {
    this.work = work;
    this.server = server;
    this.weir = weir;
  }

  @BeforeAll
  void streams() throws Exception {
    weir.says("new-project", "demo");
    NewAppSample.streams(weir, work, server.registry(), "demo");
  }

  private JsonNode get(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "get";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "-o";
    all[all.length - 1] = "json";
    return Json.parse(weir.says(all));
  }

  @Test
  void whatIsMadeFollowsItsTag() {
    String said = weir.says("new-app", "data:5.7", "--name=store", "-e", "A=1");

    assertThat(said)
        .contains(
            "in image stream \"demo/data\" under tag \"5.7\" for \"data:5.7\"",
            "    Data base \n    --------- \n    Keeps data.\n",
            "deployment.apps \"store\" created\n",
            "service \"store\" created\n");
    await()
        .untilAsserted(
            () ->
                assertThat(
                        get("deploy", "store")
                            .at("/spec/template/spec/containers/0/image")
                            .asString(""))
                    .contains("/demo/data@sha256:"));
    assertThat(
            get("deploy", "store").at("/spec/template/spec/containers/0/env/0/name").asString(""))
        .isEqualTo("A");
    assertThat(get("svc", "store").at("/spec/ports")).hasSize(2);
  }

  @Test
  void whatIsThereAlreadyIsSaidAndTheRestIsMade() {
    weir.says("create", "deployment", "taken", "--image=x");

    var output = weir.attempt("", "new-app", "data:8", "--name=taken");

    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.err()).contains("    error: deployments.apps \"taken\" already exists\n");
    assertThat(output.out()).contains("    service \"taken\" created\n", "--> Failed\n");
  }

  @Test
  void theCatalogIsListedByVersionsWithoutWhatIsHidden() {
    assertThat(weir.says("new-app", "--list"))
        .contains(
            "ruby\n  Project: openshift\n  Tags:    2.10, 2.9, latest\n  All of Ruby\n",
            "data\n  Project: demo\n  Tags:    8, 5.7\n",
            "empty\n  Project: demo\n  Tags:    <none>\n");
    assertThat(weir.says("new-app", "-S", "rub", "-o", "name"))
        .isEqualTo("imagestream.image.openshift.io/ruby\n");
    assertThat(
            weir.says("new-app", "-S", "--image=" + server.registry() + "/openshift/images:data"))
        .contains("openshift/images\n  Registry: " + server.registry() + "\n  Tags:     data\n");
    assertThat(weir.fails("new-app", "-S", "nothing")).isEqualTo("error: no matches found\n");
  }

  @Test
  void codeFindsItsBuilderByLanguageOrIsToldWhatIsMissing() throws Exception {
    NewAppSample.cloned(work.resolve("tool"), "setup.py");
    NewAppSample.cloned(work.resolve("bare"));
    Files.createDirectories(work.resolve("nothing"));

    assertThat(weir.says("new-app", "tool", "--dry-run"))
        .contains(
            "in image stream \"demo/snakes\" under tag \"3\" for \"python\"",
            "source code from https://git.example.com/team/tool.git#main");
    assertThat(weir.fails("new-app", "https://git.example.com/team/tool.git"))
        .contains("cannot be looked at: weir fetches none; name what it is built on, as in ruby~");
    assertThat(weir.fails("new-app", "bare")).contains("no language matched the source repository");
    assertThat(weir.fails("new-app", "./nothing")).contains("it is no Git repository");
    assertThat(weir.fails("new-app", "ruby~absent"))
        .contains("neither a directory nor the address");
    assertThat(weir.fails("new-app", "data:8~tool"))
        .contains("does not appear to be a source-to-image builder");
  }

  @Test
  void intoAStreamThatIsThereNothingIsImportedBeforeTheFirstBuild() throws Exception {
    weir.says("create", "is", "shop");

    assertThat(
            weir.says(
                "new-app", "ruby~https://git.example.com/team/shop.git", "-o", "name", "--dry-run"))
        .isEqualTo("buildconfig.build.openshift.io/shop\ndeployment.apps/shop\nservice/shop\n");
  }

  @Test
  void aPasswordInAnAddressIsToldAndNotShown() {
    RealClient.Output output =
        weir.attempt(
            "", "new-app", "ruby~https://ann:hidden@git.example.com/team/closed.git", "--dry-run");
    assertThat(output.exit()).isZero();
    assertThat(output.err())
        .contains(
            "the password in https://ann:…@git.example.com/team/closed.git", "--source-secret");
    assertThat(output.out())
        .contains("source code from https://ann:…@git.example.com/team/closed.git")
        .doesNotContain("hidden");
    assertThat(
            weir.attempt("", "new-app", "ruby~git@git.example.com:team/open.git", "--dry-run")
                .err())
        .isEmpty();
  }

  @Test
  void whatBelongsElsewhereIsRefusedInWords() {
    assertThat(weir.fails("new-app", "--template=shop")).contains("weir process");
    assertThat(weir.fails("new-app", "ruby", "--strategy=docker")).contains("write a BuildConfig");
    assertThat(weir.fails("new-app", "")).contains("you must specify an image name");
    assertThat(weir.fails("new-app", "--image=")).contains("you must specify an image name");
    assertThat(weir.fails("new-app", "ruby", "-o", "wide")).contains("allowed formats are");
    assertThat(weir.fails("new-app")).contains("weir new-app -L", "See 'weir new-app -h'");
    assertThat(weir.fails("new-app", "empty"))
        .contains("Use --allow-missing-imagestream-tags to use this image stream");
    assertThat(weir.says("new-app", "empty", "--allow-missing-imagestream-tags", "--dry-run"))
        .contains("--> Found tag :latest in image stream \"demo/empty\" for \"empty\"");
  }

  @Test
  void whoMayNotReadTheSharedProjectFindsWhatIsInTheirOwn() {
    weir.says("policy", "add-role-to-user", "edit", "dora", "-n", "demo");

    assertThat(weir.says("new-app", "-S", "data", "-n", "demo", "--as=dora"))
        .contains("Tags:    8");
    assertThat(weir.fails("new-app", "--list", "-n", "absent", "--as=dora")).contains("Forbidden");
  }
}

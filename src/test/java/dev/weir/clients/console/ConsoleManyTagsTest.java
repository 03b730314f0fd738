package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.clients.TestPushes;
import dev.weir.clients.WeirCalls;
import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * However many tags a stream has, a page names as many as people read, and says where others are.
 */
@Timeout(120)
class ConsoleManyTagsTest {
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/shop/imagestreams";
  private static final String PAGES = "/console/projects/shop/streams/";
  private static final int TAGS = 45;

  @TempDir static Path work;
  private static ServerProcess server;
  private static ApiCaller caller;
  private static Reader ann;

  @BeforeAll
  static void start() throws Exception {
    Path data = Files.createDirectories(work.resolve("data"));
    String _ =
        RealClient.required(Map.of(), "htpasswd")
            .run("-cbB", data.resolve("users.htpasswd").toString(), "ann", "secret");
    server = ServerProcess.start(data);
    WeirCalls admin = new WeirCalls(server.environment(work), work);
    String _ = admin.says("new-project", "shop");
    String _ = admin.says("adm", "policy", "add-role-to-user", "admin", "ann", "-n", "shop");
    caller = ApiCaller.of(server);
    ann = Reader.of(server).login("ann", "secret");
  }

  @AfterAll
  static void stop() throws Exception {
    if (ann != null) {
      ann.close();
    }
    if (caller != null) {
      caller.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static String text(String path) throws Exception {
    Reader.Answer answer = ann.get(PAGES + path);
    assertThat(answer.status()).isEqualTo(200);
    return answer.text();
  }

  private static String each(String of) {
    return IntStream.range(0, TAGS)
        .mapToObj(i -> of.replace("#", "%02d".formatted(i)))
        .collect(Collectors.joining(","));
  }

  private static ObjectNode create(String name, String spec) throws Exception {
    return (ObjectNode)
        caller.create(
            STREAMS,
            "{'apiVersion':'image.openshift.io/v1','kind':'ImageStream','metadata':{'name':'%s'},'spec':{'tags':[%s]}}"
                .formatted(name, spec));
  }

  /** A stream of which all tags say the same of themselves. */
  private static void conditions(String name, String reason) throws Exception {
    ObjectNode stream = create(name, "");
    String tags =
        each(
            "{'tag':'t#','items':[],'conditions':[{'type':'ImportSuccess','status':'False',"
                + "'lastTransitionTime':'2026-01-02T03:04:05Z','reason':'%s','generation':9,"
                    .formatted(reason)
                + "'message':'word of #'}]}");
    stream.set("status", Json.parse(("{'tags':[" + tags + "]}").replace('\'', '"')));
    assertThat(
            caller
                .api(
                    caller.administrator(),
                    "PUT",
                    STREAMS + "/" + name + "/status",
                    stream.toString())
                .status())
        .isEqualTo(200);
  }

  @Test
  void whatFailsIsOneAlertWithTheFirstOfThemAndALinkToTheOthers() throws Exception {
    conditions("failing", "NotFound");

    String page = text("failing/do/now");

    assertThat(page.split("role=\"alert\"", -1)).hasSize(2);
    assertThat(page)
        .contains("These failed", "failing:t00: word of 00", "failing:t09: word of 09")
        .doesNotContain("word of 10")
        .contains(
            "<a href=\"/console/projects/shop/streams/failing?only=failing\">and 35 more</a>");
    assertThat(text("failing/tags/t07")).contains("pf-m-danger", "word of 07");
  }

  @Test
  void whatOnlyWaitsForItsAgeIsNoDangerOnAnyPage() throws Exception {
    conditions("waiting", "WaitingForAge");

    for (String page : List.of("", "/tags/t07", "/do/now?tag=t07", "/do/now")) {
      assertThat(text("waiting" + page))
          .as(page)
          .contains("pf-m-info")
          .doesNotContain("pf-m-danger", "role=\"alert\"");
    }
    assertThat(text("waiting/do/now"))
        .contains("These wait until their images are old enough")
        .contains("?only=waiting\">and 35 more</a>");
  }

  @Test
  void behindTheLastPageOfTagsOrOfAHistoryIsTheLastOne() throws Exception {
    String digest =
        new TestPushes(caller).image(caller.administrator(), "shop/paged", "main", "one").digest();
    for (int i = 0; i < TAGS; i++) {
      var _ =
          new TestPushes(caller)
              .image(caller.administrator(), "shop/paged", "t%02d".formatted(i), "one");
    }

    assertThat(text("paged?page=999"))
        .contains("page 3", "46 in all")
        .doesNotContain("There is no tag");
    assertThat(text("paged/tags/main?page=999"))
        .contains("1 in all")
        .doesNotContain("Nothing has moved the tag yet");
    String image = "paged/images/" + digest;
    assertThat(text(image))
        .contains("46 in all", "Next")
        .contains("/tags/t18\"")
        .doesNotContain("/tags/t19\"");
    assertThat(text(image + "?page=999"))
        .contains("page 3", "/tags/t44\"")
        .doesNotContain("/tags/t18\"");
  }

  @Test
  void tagsThatMoveWithAnotherAreNamedUpToTen() throws Exception {
    var _ =
        create(
            "followed",
            each(
                "{'name':'t#','from':{'kind':'ImageStreamTag','name':'main'},'referencePolicy':{'type':'Source'}}"));
    var _ = new TestPushes(caller).image(caller.administrator(), "shop/followed", "main", "two");

    for (String form : List.of("hold", "rollback", "now")) {
      assertThat(text("followed/do/" + form + "?tag=main")).as(form).doesNotContain("t10, t11");
    }
    assertThat(text("followed/do/now?tag=main"))
        .contains("Tags that follow it move with it: t00, ", "t09 and 35 more")
        .contains("oc describe is/followed -n shop");
  }

  @Test
  void thePagesCanBeUsedByEverybody() throws Exception {
    RealClient _ = RealClient.required(Map.of(), "chromium");
    conditions("looks", "NotFound");
    conditions("rests", "WaitingForAge");

    try (Browser browser = Browser.open(server)) {
      browser.go(PAGES + "looks/do/now").login("ann", "secret");
      Pages.canBeUsedByEverybody(browser, "now-failing");
      browser.go(PAGES + "rests/tags/t07");
      Pages.canBeUsedByEverybody(browser, "tag-waiting");
    }
  }
}

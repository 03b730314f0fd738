package dev.weir.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleRowsTest {
  private static List<String> rows(String rules) {
    return RuleRows.of(Json.parse(rules));
  }

  @Test
  void hasARowForEachResourceWithTheVerbsOfAllRules() {
    assertThat(
            rows(
                """
                [{"apiGroups":["","apps"],"resources":["pods/log","deployments"],"verbs":["get"]},
                 {"apiGroups":["apps"],"resources":["deployments"],"verbs":["get","list"]}]\
                """))
        .containsExactly(
            "deployments.apps\t[]\t[]\t[get list]",
            "deployments\t[]\t[]\t[get]",
            "pods/log\t[]\t[]\t[get]",
            "pods.apps/log\t[]\t[]\t[get]");
  }

  @Test
  void showsNamesAndPaths() {
    assertThat(
            rows(
                """
                [{"apiGroups":[""],"resources":["users"],"resourceNames":["~"],"verbs":["get"]},
                 {"nonResourceURLs":["/a","/b"],"verbs":["get"]}]\
                """))
        .containsExactlyInAnyOrder(
            "users\t[]\t[~]\t[get]", "\t[/a]\t[]\t[get]", "\t[/b]\t[]\t[get]");
  }
}

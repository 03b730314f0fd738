package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules and questions that name a resource by the group that it had once. */
class OldGroupsTest {
  private static final String USERS = "user.openshift.io";
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String POLICY = "authorization.openshift.io";

  private static boolean covers(
      String groups, String resource, String verb, String asked, String group, String of) {
    PolicyRule rule =
        PolicyRule.on(
            List.of(group(groups).split(" ", -1)), List.of(resource), List.of(verb.split(" ")));
    return rule.covers(Attributes.resource(asked, group(group), of, "", ""));
  }

  private static String group(String word) {
    return switch (word) {
      case "core" -> "";
      case "users" -> USERS;
      case "rbac" -> RBAC;
      case "policy" -> POLICY;
      case "both" -> " " + USERS;
      default -> word;
    };
  }

  @ParameterizedTest(name = "{0}/{1} {2}: {3} {4}")
  @CsvSource({
    // The right to be somebody is about users of the core group, as in Kubernetes.
    "users, users, *,           impersonate, core,  false",
    "users, users, impersonate, impersonate, core,  false",
    "users, *,     *,           impersonate, core,  false",
    "core,  users, *,           impersonate, core,  true",
    "core,  users, impersonate, impersonate, core,  true",
    "core,  *,     *,           impersonate, core,  true",
    "core,  *,     impersonate, impersonate, core,  true",
    "core,  users, *,           impersonate, users, false",
    "core,  users, impersonate, impersonate, users, false",
    "both,  users, *,           impersonate, core,  true",
    "*,     users, *,           impersonate, core,  true",
    "core,  users, get,         impersonate, core,  false",
    // What everybody did with users before groups, they do today.
    "users, users, *,           get,         core,  true",
    "users, users, get,         get,         core,  true",
    "users, *,     *,           get,         core,  true",
    "core,  users, *,           get,         core,  true",
    "core,  users, get,         get,         users, true",
    "core,  users, *,           delete,      users, true",
    "core,  *,     *,           get,         core,  false",
    "core,  *,     *,           get,         users, false",
    "core,  users, impersonate, get,         users, false",
    // All verbs are those of both groups.
    "users, users, *,           *,           core,  false",
    "core,  *,     *,           *,           core,  false",
    "core,  users, *,           *,           users, false",
    "core,  users, *,           *,           core,  true",
    "both,  users, *,           *,           core,  true",
    "both,  users, *,           *,           users, true",
    "*,     *,     *,           *,           core,  true"
  })
  void usersMeanTheirGroupOfTodayExceptForBeingThem(
      String groups, String resource, String verb, String asked, String group, boolean covered) {
    assertThat(covers(groups, resource, verb, asked, group, "users")).isEqualTo(covered);
  }

  @ParameterizedTest(name = "{0}/{1} {2}: {3} {4}")
  @CsvSource({
    "core,   roles, *,        escalate, rbac,   false",
    "core,   roles, *,        bind,     rbac,   false",
    "core,   roles, escalate, escalate, rbac,   false",
    "core,   roles, *,        *,        rbac,   false",
    "policy, roles, *,        escalate, rbac,   false",
    "policy, roles, *,        bind,     rbac,   false",
    "policy, roles, *,        *,        rbac,   false",
    "rbac,   roles, *,        escalate, rbac,   true",
    "rbac,   roles, bind,     bind,     rbac,   true",
    "rbac,   roles, *,        escalate, core,   false",
    "rbac,   roles, *,        bind,     policy, false",
    "core,   roles, *,        get,      rbac,   true",
    "policy, roles, *,        update,   rbac,   true",
    "policy, roles, list,     list,     core,   true",
    "core,   *,     *,        get,      rbac,   false"
  })
  void rulesOnRolesByAnOldGroupAreForReadingAndWriting(
      String groups, String resource, String verb, String asked, String group, boolean covered) {
    assertThat(covers(groups, resource, verb, asked, group, "roles")).isEqualTo(covered);
  }

  @Test
  void aVerbOfTodayIsOnlyGivenByTodaysGroup() {
    String tags = "imagestreamtags";
    String images = "image.openshift.io";
    assertThat(covers("core", tags, "*", "takeearly", images, tags)).isFalse();
    assertThat(covers("core", tags, "*", "patch", images, tags)).isTrue();
    assertThat(covers(images, tags, "*", "takeearly", images, tags)).isTrue();
  }
}

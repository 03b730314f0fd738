package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** policy and auth can-i against a real server (cli.md 15). */
@WeirServer
@Timeout(60)
class AccessTest {
  private final WeirCalls weir;

  AccessTest(WeirCalls weir) throws IOException {
    this.weir = weir;
    weir.says("new-project", "demo");
  }

  @Test
  void givesARoleAndTakesItAway() {
    Output before = weir.attempt("", "auth", "can-i", "list", "is", "--as=ann");
    assertThat(before.exit()).isEqualTo(1);
    assertThat(before.out()).startsWith("no");
    assertThat(weir.attempt("", "policy", "add-role-to-user", "view", "ann"))
        .isEqualTo(
            new Output(
                0,
                "clusterrole.rbac.authorization.k8s.io/view added: \"ann\"\n",
                "Warning: User 'ann' not found\n"));
    assertThat(weir.says("auth", "can-i", "list", "is", "--as=ann")).isEqualTo("yes\n");
    assertThat(weir.says("policy", "who-can", "list", "is")).contains("ann");
    weir.says("policy", "remove-role-from-user", "view", "ann");
    assertThat(weir.attempt("", "auth", "can-i", "list", "is", "--as=ann").exit()).isEqualTo(1);
  }

  @Test
  void namesASecondBindingAfterTheRoleToo() {
    weir.says("policy", "add-role-to-user", "edit", "-z", "default");
    weir.says("policy", "add-role-to-user", "edit", "-z", "default");
    weir.says("policy", "add-role-to-group", "edit", "devs");
    assertThat(
            weir.says("get", "rolebindings", "-o", "name").lines().filter(n -> n.contains("/edit")))
        .containsExactly(
            "rolebinding.rbac.authorization.k8s.io/edit",
            "rolebinding.rbac.authorization.k8s.io/edit-0");
    assertThat(weir.says("get", "rolebinding/edit", "-o", "jsonpath={.subjects[*].name}"))
        .isEqualTo("default");
  }

  @Test
  void warnsOfARoleThatGivesNothing() {
    assertThat(weir.attempt("", "policy", "add-role-to-group", "veiw", "system:authenticated"))
        .isEqualTo(
            new Output(
                0,
                "clusterrole.rbac.authorization.k8s.io/veiw added: \"system:authenticated\"\n",
                "Warning: role 'veiw' not found\n"));
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(weir.fails("policy", "add-role-to-user"))
        .isEqualTo("error: you must specify a role\n");
    assertThat(weir.fails("policy", "add-role-to-user", "view"))
        .isEqualTo("error: you must specify at least one user or service account\n");
    assertThat(weir.fails("policy", "remove-role-from-group", "view", "nobody"))
        .isEqualTo("error: unable to locate any RoleBinding for ClusterRole \"view\"\n");
  }
}

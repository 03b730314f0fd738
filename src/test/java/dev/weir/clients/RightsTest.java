package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may do what, with {@code kubectl}, {@code oc} and {@code skopeo}. */
@WeirServer
class RightsTest {
  private final Path work;
  private final ServerProcess server;
  private RealClient kubectl;
  private Path image;
  private String project = "";
  private int projects;

  RightsTest(Path work, ServerProcess server) throws IOException {
    this.work = work;
    this.server = server;
    image = TinyImage.ociLayout(work.resolve("image"), "hello");
  }

  /** A new project of alice's. */
  @BeforeEach
  void project() throws IOException, InterruptedException {
    kubectl = RealClient.required(server.environment(work), "kubectl");
    projects++;
    project = "shop" + projects;
    RealClient.Output asked =
        as(
            kubectl,
            "alice",
            """
            {"apiVersion":"project.openshift.io/v1","kind":"ProjectRequest",
             "metadata":{"name":"%s"}}
            """
                .formatted(project),
            "create",
            "-f",
            "-");
    assertThat(asked.out()).isEqualTo("project.project.openshift.io/" + project + " created\n");
  }

  private static String[] line(String user, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(
        List.of(
            "--as=" + user,
            "--as-group=system:authenticated",
            "--as-group=system:authenticated:oauth"));
    return all.toArray(String[]::new);
  }

  private static RealClient.Output as(
      RealClient client, String user, String input, String... command)
      throws IOException, InterruptedException {
    return client.attempt(input, line(user, command));
  }

  private String run(String user, String... command) throws IOException, InterruptedException {
    return kubectl.run(line(user, command));
  }

  private String refused(String user, String... command) throws IOException, InterruptedException {
    RealClient.Output output = as(kubectl, user, "", command);
    assertThat(output.exit()).as(String.join(" ", command)).isOne();
    return output.err();
  }

  @Test
  void aProjectBelongsToItsRequesterAtOnce() throws Exception {
    assertThat(run("alice", "auth", "can-i", "create", "imagestreams", "-n", project))
        .isEqualTo("yes\n");
    assertThat(as(kubectl, "bob", "", "auth", "can-i", "get", "pods", "-n", project).out())
        .isEqualTo("no\n");
    assertThat(run("alice", "get", "projects", "-o", "name")).contains("/" + project + "\n");
    assertThat(run("bob", "get", "projects", "-o", "name")).doesNotContain(project);
    assertThat(refused("bob", "get", "project", project))
        .contains(
            "projects.project.openshift.io \""
                + project
                + "\" is forbidden: User \"bob\" cannot get resource \"projects\"");
  }

  @Test
  void namesOfTheSystemAreNotGivenAway() throws Exception {
    String request = "{\"apiVersion\":\"project.openshift.io/v1\",\"kind\":\"ProjectRequest\",";

    assertThat(
            as(
                    kubectl,
                    "alice",
                    request + "\"metadata\":{\"name\":\"openshift-x\"}}",
                    "create",
                    "-f",
                    "-")
                .err())
        .contains("cannot request a project starting with \"openshift-\"");
  }

  @Test
  void kubectlCreatesRolesAndBindingsAndListsThem() throws Exception {
    run(
        "alice",
        "create",
        "role",
        "reader",
        "--verb=get,list",
        "--resource=secrets",
        "-n",
        project);
    run("alice", "create", "rolebinding", "readers", "--role=reader", "--user=bob", "-n", project);

    assertThat(run("bob", "auth", "can-i", "list", "secrets", "-n", project)).isEqualTo("yes\n");
    assertThat(run("alice", "get", "rolebindings", "readers", "-o", "wide", "-n", project))
        .containsPattern("NAME +ROLE +AGE +USERS +GROUPS +SERVICEACCOUNTS\n")
        .containsPattern("readers +Role/reader +\\d+s +bob");
    assertThat(run("bob", "auth", "can-i", "--list", "-n", project))
        .containsPattern("secrets +\\[\\] +\\[\\] +\\[get list\\]");
  }

  @Test
  void nobodyGivesWhatTheyLack() throws Exception {
    assertThat(
            refused(
                "alice",
                "create",
                "rolebinding",
                "all",
                "--clusterrole=cluster-admin",
                "--user=alice",
                "-n",
                project))
        .contains(
            "rolebindings.rbac.authorization.k8s.io \"all\" is forbidden: user \"alice\"",
            "is attempting to grant RBAC permissions not currently held:\n"
                + "{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}");
    assertThat(refused("alice", "create", "clusterrole", "x", "--verb=get", "--resource=images"))
        .contains("cannot create resource \"clusterroles\"");
  }

  @Test
  void whatARoleIsBoundToCannotBeChanged() throws Exception {
    run("alice", "create", "rolebinding", "b", "--clusterrole=view", "--user=bob", "-n", project);

    assertThat(
            refused(
                "alice",
                "patch",
                "rolebinding",
                "b",
                "-n",
                project,
                "-p",
                "{\"roleRef\":{\"name\":\"edit\"}}"))
        .contains("cannot change roleRef");
  }

  @Test
  void aClusterRoleGathersFromLabelledOnes() throws Exception {
    kubectl.run("create", "clusterrole", "more-" + project, "--verb=get", "--resource=images");
    kubectl.run(
        "label",
        "clusterrole",
        "more-" + project,
        "rbac.authorization.k8s.io/aggregate-to-view=true");
    run("alice", "create", "rolebinding", "v", "--clusterrole=view", "--user=bob", "-n", project);

    await()
        .untilAsserted(
            () ->
                assertThat(kubectl.run("get", "clusterrole", "view", "edit", "admin", "-o", "json"))
                    .containsSubsequence("\"images\"", "\"images\"", "\"images\""));
  }

  @Test
  void ocAsksForProjectsAndGivesRoles() throws Exception {
    RealClient oc = RealClient.oc(server.environment(work));
    String other = project + "-oc";

    assertThat(oc.run(line("carol", "new-project", other, "--skip-config-write")))
        .startsWith("Project \"" + other + "\" created on server");
    assertThat(oc.run(line("carol", "projects", "-q"))).isEqualTo(other + "\n");
    assertThat(
            oc.run(
                line(
                    "carol",
                    "policy",
                    "add-role-to-user",
                    "system:image-puller",
                    "dan",
                    "-n",
                    other)))
        .isEqualTo("clusterrole.rbac.authorization.k8s.io/system:image-puller added: \"dan\"\n");
    assertThat(
            oc.run(line("carol", "policy", "who-can", "get", "imagestreams/layers", "-n", other)))
        .containsPattern("Users: +carol\n +dan\n");
    assertThat(
            oc.run(
                line(
                    "carol",
                    "policy",
                    "remove-role-from-user",
                    "system:image-puller",
                    "dan",
                    "-n",
                    other)))
        .contains("removed: \"dan\"");
    assertThat(
            as(oc, "carol", "", "policy", "add-role-to-user", "cluster-admin", "dan", "-n", other)
                .err())
        .contains("not currently held");
    assertThat(oc.run("adm", "policy", "add-cluster-role-to-user", "cluster-reader", "erin"))
        .contains("clusterrole.rbac.authorization.k8s.io/cluster-reader added: \"erin\"");
  }

  @Test
  void aServiceAccountMayNotAskForProjects() throws Exception {
    RealClient oc = RealClient.oc(server.environment(work));

    assertThat(
            oc.attempt(
                    "",
                    "new-project",
                    "mine",
                    "--as=system:serviceaccount:" + project + ":robot",
                    "--as-group=system:authenticated")
                .err())
        .contains("You may not request a new project via this API.");
  }

  @Test
  void anEditorActsAsTheServiceAccountsOfTheProjectOnly() throws Exception {
    String account = "--as=system:serviceaccount:" + project + ":default";
    RealClient editor = kubectlWith(account("editor", "edit"));

    assertThat(editor.run("auth", "whoami", account))
        .contains("system:serviceaccount:" + project + ":default", "system:serviceaccounts");
    assertThat(
            editor.attempt("", "get", "--raw=/api", "--as=system:serviceaccount:default:x").err())
        .contains("cannot impersonate resource \"serviceaccounts\"");
    assertThat(editor.attempt("", "get", "--raw=/api", "--as=alice").err())
        .contains("cannot impersonate resource \"users\"");
  }

  private RealClient kubectlWith(String token) throws IOException {
    Path own = work.resolve(project + ".kubeconfig");
    Files.writeString(
        own, Files.readString(server.kubeconfig()).replaceAll("token: .*", "token: " + token));
    return RealClient.required(Map.of("KUBECONFIG", own.toString()), "kubectl");
  }

  @Test
  void whoManagesUsersIsNobodyElseAndOldRightsOnRolesMakeNoAdministrators() throws Exception {
    RealClient helpdesk = kubectlWith(account("helpdesk", "view"));
    String rules =
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: helpdesk}
        rules:
        - {apiGroups: [user.openshift.io], resources: [users, groups], verbs: ['*']}
        - {apiGroups: ['', authorization.openshift.io], resources: [roles], verbs: ['*']}
        """;
    assertThat(kubectl.attempt(rules, "create", "-f", "-").exit()).isZero();
    kubectl.run(
        "create",
        "clusterrolebinding",
        "helpdesk",
        "--clusterrole=helpdesk",
        "--serviceaccount=" + project + ":helpdesk");

    assertThat(helpdesk.attempt("", "get", "users").exit()).isZero();
    assertThat(
            helpdesk.attempt("", "get", "secrets", "--as=root", "--as-group=system:masters").err())
        .contains("cannot impersonate resource");
    for (String rule :
        List.of(
            "{apiGroups: [''], resources: [users], verbs: [impersonate]}",
            "{apiGroups: [''], resources: [users], verbs: ['*']}",
            "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}")) {
      String role =
          """
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: {name: more, namespace: %s}
          rules: [%s]
          """
              .formatted(project, rule);
      assertThat(helpdesk.attempt(role, "create", "-f", "-").err())
          .contains("attempting to grant RBAC permissions not currently held");
    }
    assertThat(helpdesk.attempt("", "get", "roles", "-n", project).exit()).isZero();
  }

  /** A service account with a role in the project; its token is a registry password. */
  private String account(String name, String role) throws IOException, InterruptedException {
    run("alice", "create", "serviceaccount", name, "-n", project);
    if (!role.isEmpty()) {
      run(
          "alice",
          "create",
          "rolebinding",
          name,
          "--clusterrole=" + role,
          "--serviceaccount=" + project + ":" + name,
          "-n",
          project);
    }
    return run("alice", "create", "token", name, "-n", project).strip();
  }

  private RealClient.Output push(String token, String target)
      throws IOException, InterruptedException {
    return RealClient.required(server.environment(work), "skopeo")
        .attempt(
            "",
            "copy",
            "--dest-tls-verify=false",
            "--dest-creds=any:" + token,
            "oci:" + image + ":latest",
            "docker://" + server.registry() + "/" + target);
  }

  private RealClient.Output pull(String token, String source)
      throws IOException, InterruptedException {
    String login = token.isEmpty() ? "--no-creds" : "--creds=any:" + token;
    return RealClient.required(server.environment(work), "skopeo")
        .attempt(
            "",
            "inspect",
            "--raw",
            "--tls-verify=false",
            login,
            "docker://" + server.registry() + "/" + source);
  }

  @Test
  void aPusherPushesIntoAStreamThatIsThere() throws Exception {
    String pusher = account("pusher", "system:image-pusher");
    String editor = account("editor", "edit");

    assertThat(push(pusher, project + "/app:v1").err())
        .contains("denied", "pusher\\\" cannot create resource \\\"imagestreams\\\" in API group");
    assertThat(refused("alice", "get", "is", "app", "-n", project)).contains("not found");

    assertThat(push(editor, project + "/app:v1").exit()).isZero();
    assertThat(push(pusher, project + "/app:v2").exit()).isZero();
    assertThat(run("alice", "get", "is", "app", "-n", project, "-o", "jsonpath={..tag}"))
        .isEqualTo("v1 v2");
  }

  @Test
  void pullingNeedsARightInTheProjectOfTheStream() throws Exception {
    assertThat(push(account("editor", "edit"), project + "/app:v1").exit()).isZero();
    String puller = account("puller", "system:image-puller");

    assertThat(pull(puller, project + "/app:v1").exit()).isZero();
    assertThat(push(puller, project + "/app:v2").err()).contains("denied");
    assertThat(pull("", project + "/app:v1").exit()).isNotZero();

    String home = project;
    project();
    String stranger = account("stranger", "");
    assertThat(pull(stranger, home + "/app:v1").err()).contains("denied");
    run(
        "alice",
        "create",
        "rolebinding",
        "friends",
        "--clusterrole=system:image-puller",
        "--group=system:serviceaccounts:" + project,
        "-n",
        home);
    assertThat(pull(stranger, home + "/app:v1").exit()).isZero();

    run(
        "alice",
        "create",
        "rolebinding",
        "everybody",
        "--clusterrole=system:image-puller",
        "--group=system:unauthenticated",
        "-n",
        home);
    assertThat(pull("", home + "/app:v1").exit()).isZero();
  }

  @Test
  void aTagFromAnotherProjectNeedsARightThere() throws Exception {
    assertThat(push(account("editor", "edit"), project + "/app:v1").exit()).isZero();
    String stream =
        """
        {"apiVersion":"image.openshift.io/v1","kind":"ImageStream","metadata":{"name":"copy"},
         "spec":{"tags":[{"name":"v1","from":{"kind":"ImageStreamTag","name":"app:v1",
         "namespace":"%s"}}]}}
        """
            .formatted(project);
    kubectl.run("create", "namespace", project + "-bob");
    kubectl.run(
        "create",
        "rolebinding",
        "admin",
        "--clusterrole=admin",
        "--user=bob",
        "-n",
        project + "-bob");

    assertThat(as(kubectl, "bob", stream, "create", "-n", project + "-bob", "-f", "-").err())
        .contains("spec.tags[v1].from: Forbidden: " + project + "/app");

    run(
        "alice",
        "create",
        "rolebinding",
        "b",
        "--clusterrole=system:image-puller",
        "--user=bob",
        "-n",
        project);
    assertThat(as(kubectl, "bob", stream, "create", "-n", project + "-bob", "-f", "-").exit())
        .isZero();
  }
}

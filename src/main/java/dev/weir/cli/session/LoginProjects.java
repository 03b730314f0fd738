package dev.weir.cli.session;

import dev.weir.cli.call.Call;
import dev.weir.client.Resources.Query;
import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.HttpResources;
import dev.weir.client.kubeconfig.Overrides;
import dev.weir.client.kubeconfig.Selection;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The projects of who has just logged in, and which one is the current one now, empty if there is
 * none.
 *
 * @param known false if the server has no projects to list
 * @param mayRequest true if they may make one
 */
record LoginProjects(List<String> names, String current, boolean known, boolean mayRequest) {
  private static final int MOST_SHOWN = 50;

  LoginProjects {
    names = List.copyOf(names);
  }

  static LoginProjects of(Call call, LoginTarget target, String token) throws IOException {
    try (ApiClient client = target.client(token)) {
      List<String> names =
          new HttpResources(client)
              .list(Kinds.PROJECT, "", Query.ALL).items().stream()
                  .map(project -> Meta.name(project.tree()))
                  .sorted()
                  .toList();
      boolean mayRequest = !names.isEmpty() || mayRequest(client);
      return new LoginProjects(names, current(call, target, names), true, mayRequest);
    } catch (StatusException e) {
      if (e.status().code() == 403 || e.status().code() == 404) {
        return new LoginProjects(List.of(), "default", false, false);
      }
      throw e;
    }
  }

  private static boolean mayRequest(ApiClient client) throws IOException {
    ObjectNode review =
        Json.object()
            .put("apiVersion", "authorization.k8s.io/v1")
            .put("kind", "SelfSubjectAccessReview");
    review
        .putObject("spec")
        .putObject("resourceAttributes")
        .put("verb", "create")
        .put("group", Kinds.PROJECT.group())
        .put("resource", "projectrequests");
    ApiRequest ask =
        ApiRequest.of(
            "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", Json.bytes(review));
    return Json.objectAt(client.json(ask), "status").path("allowed").asBoolean(true);
  }

  /** The namespace of the flag or of the current context, if it is the user's; else the first. */
  private static String current(Call call, LoginTarget target, List<String> names)
      throws IOException {
    String wanted = call.text("--namespace");
    if (wanted.isEmpty() && !target.kubeconfig().currentContext().isEmpty()) {
      Selection before = target.kubeconfig().select(Overrides.NONE);
      wanted = before.server().equals(target.server()) ? before.namespace() : "";
    }
    if (names.contains(wanted)) {
      return wanted;
    }
    if (names.isEmpty()) {
      return "";
    }
    return names.contains("default") ? "default" : names.getFirst();
  }

  String text() {
    if (!known) {
      return "Using \"default\" namespace.  You can switch namespaces with:\n\n"
          + " weir project <projectname>\n";
    }
    String using = "\nUsing project \"" + current + "\".";
    if (names.isEmpty() && !mayRequest) {
      return "You don't have any projects. Contact your system administrator to request a"
          + " project.\n";
    }
    if (names.isEmpty()) {
      return "You don't have any projects. You can try to create a new project, by running\n\n"
          + "    weir new-project <projectname>\n";
    }
    if (names.size() == 1) {
      return "You have one project on this server: \"" + names.getFirst() + "\"\n" + using;
    }
    if (names.size() > MOST_SHOWN) {
      return "You have access to "
          + names.size()
          + " projects, the list has been suppressed. You can list all projects with 'weir"
          + " projects'\n"
          + using;
    }
    StringBuilder list =
        new StringBuilder(
            "You have access to the following projects and can switch between them with 'weir"
                + " project <projectname>':\n\n");
    names.forEach(
        name -> list.append(name.equals(current) ? "  * " : "    ").append(name).append('\n'));
    return list.append(using).toString();
  }
}

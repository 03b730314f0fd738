package dev.weir.cli.access;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.output.RuleRows;
import dev.weir.cli.output.TabbedText;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code auth can-i}: asks the server what the user may do. */
public final class CanI implements Command {
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/";

  /** What may be asked for anywhere, and the verbs of Kubernetes' and Weir's own kinds. */
  private static final Set<String> VERBS =
      Set.of(
          "*",
          "approve",
          "attest",
          "bind",
          "create",
          "delete",
          "deletecollection",
          "escalate",
          "get",
          "impersonate",
          "list",
          "patch",
          "sign",
          "takeearly",
          "update",
          "use",
          "watch");

  @Override
  public Flags flags() {
    return Flags.of("auth can-i VERB (TYPE | TYPE/NAME | /PATH)")
        .describedAs("Ask whether you may do something: yes or no.")
        .examples("weir auth can-i create is\nweir auth can-i --list")
        .flag("-A,--all-namespaces", "In all namespaces.")
        .flag("--list", "Show everything that you may do in the namespace.")
        .flag("--no-headers", "Leave the header line of --list out.")
        .flag("-q,--quiet", "Print nothing: the exit code tells.")
        .text("--subresource", "NAME", "Such as layers or status.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    try (Cluster cluster = Cluster.of(call)) {
      if (call.flag("--list")) {
        if (!call.positional().isEmpty()) {
          throw CliException.error("list option must be specified with no arguments");
        }
        return list(call, cluster);
      }
      if (call.flag("--no-headers")) {
        throw CliException.error("--no-headers cannot be set without --list specified");
      }
      if (call.positional().size() < 2 || call.positional().size() > 3) {
        throw CliException.usage(
            "you must specify two arguments: verb resource or verb resource/resourceName.");
      }
      ObjectNode review = review("SelfSubjectAccessReview");
      ObjectNode spec = review.putObject("spec");
      String what = call.positional().get(1);
      if (what.startsWith("/")) {
        spec.putObject("nonResourceAttributes")
            .put("path", what)
            .put("verb", call.positional().getFirst());
      } else {
        attributes(call, cluster, spec.putObject("resourceAttributes"));
      }
      ObjectNode status = ask(cluster, "selfsubjectaccessreviews", review);
      boolean allowed = status.path("allowed").asBoolean(false);
      if (!call.flag("--quiet")) {
        call.print(allowed ? "yes" : "no" + reason(status));
      }
      return allowed ? ExitCode.SUCCESS : ExitCode.FAILURE;
    }
  }

  private static String reason(ObjectNode status) {
    String reason = Json.string(status, "reason");
    return reason.isEmpty() ? "" : " - " + reason;
  }

  private static void attributes(Call call, Cluster cluster, ObjectNode attributes)
      throws IOException {
    String what = call.positional().get(1);
    int slash = what.indexOf('/');
    String type = slash < 0 ? what : what.substring(0, slash);
    String name = slash < 0 ? "" : what.substring(slash + 1);
    if (call.positional().size() == 3) {
      name = call.positional().get(2);
    }
    String namespace = call.flag("--all-namespaces") ? "" : cluster.namespace();
    attributes.put("verb", call.positional().getFirst());
    attributes.put("resource", type).put("name", name);
    attributes.put("subresource", call.text("--subresource"));
    if (!type.equals("*")) {
      try {
        ResourceKind kind = cluster.kinds().called(type);
        attributes.put("group", kind.group()).put("resource", kind.plural());
        if (!kind.namespaced()) {
          call.warn("Warning: resource '" + kind.plural() + "' is not namespace scoped\n");
        }
      } catch (CliException _) {
        call.warn(unknown(type));
      }
    }
    if (!VERBS.contains(call.positional().getFirst())) {
      call.warn("Warning: verb '" + call.positional().getFirst() + "' is not a known verb\n");
    }
    attributes.put("namespace", namespace);
  }

  /** {@code TYPE.GROUP} that nobody knows, with a line between it and the answer. */
  private static String unknown(String type) {
    int dot = type.indexOf('.');
    return "Warning: the server doesn't have a resource type '"
        + (dot < 0 ? type : type.substring(0, dot) + "' in group '" + type.substring(dot + 1))
        + "'\n";
  }

  private static ObjectNode review(String kind) {
    return Json.object().put("apiVersion", "authorization.k8s.io/v1").put("kind", kind);
  }

  private static ObjectNode ask(Cluster cluster, String resource, ObjectNode review)
      throws IOException {
    ApiRequest request = ApiRequest.of("POST", REVIEWS + resource, Json.bytes(review));
    return Json.objectAt(cluster.client().json(request), "status");
  }

  private static ExitCode list(Call call, Cluster cluster) throws IOException {
    ObjectNode review = review("SelfSubjectRulesReview");
    review.putObject("spec").put("namespace", cluster.namespace());
    ObjectNode status = ask(cluster, "selfsubjectrulesreviews", review);
    StringBuilder table =
        new StringBuilder(
            call.flag("--no-headers")
                ? ""
                : "Resources\tNon-Resource URLs\tResource Names\tVerbs\n");
    List<JsonNode> rules = new ArrayList<>();
    Json.arrayAt(status, "resourceRules").forEach(rules::add);
    Json.arrayAt(status, "nonResourceRules").forEach(rules::add);
    RuleRows.of(rules).forEach(row -> table.append(row).append('\n'));
    call.context().out().print(TabbedText.GET.align(table.toString()));
    return ExitCode.SUCCESS;
  }
}

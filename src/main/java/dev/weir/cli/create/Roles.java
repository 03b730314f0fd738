package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code create role} and {@code create clusterrole}: what may be done, from flags. */
public final class Roles {
  private static final Set<String> VERBS =
      Set.of(
          "get",
          "list",
          "watch",
          "create",
          "update",
          "patch",
          "delete",
          "deletecollection",
          "use",
          "bind",
          "escalate",
          "impersonate",
          "proxy",
          "sign",
          "approve",
          "attest",
          "*");

  private static final Set<String> URL_VERBS =
      Set.of("get", "put", "post", "head", "options", "delete", "patch", "*");

  private Roles() {}

  public static Command role() {
    return made(Kinds.ROLE, flags -> flags);
  }

  public static Command clusterRole() {
    return made(
        Kinds.CLUSTER_ROLE,
        flags ->
            flags
                .texts("--non-resource-url", "PATH", "Paths that are no objects.")
                .texts(
                    "--aggregation-rule",
                    "LABEL=VALUE",
                    "Collect the rules of roles with these labels."));
  }

  private static Command made(ResourceKind kind, UnaryOperator<Flags> more) {
    String name = kind.singular();
    return new Made(
        () ->
            more.apply(
                Flags.of("create " + name + " NAME --verb=VERB --resource=TYPE")
                    .describedAs("Create a " + name + ": what somebody may do.")
                    .examples(
                        "weir create " + name + " reader --verb=get,list --resource=imagestreams")
                    .texts("--verb", "VERBS", "What may be done.")
                    .texts("--resource", "TYPES", "With which types, or TYPE/SUBRESOURCE.")
                    .texts("--resource-name", "NAME", "Only with objects of these names.")),
        kind,
        "",
        Roles::fill);
  }

  private static void fill(ObjectNode role, Call call, Cluster cluster) throws IOException {
    List<String> labels = values(call, "--aggregation-rule");
    if (!labels.isEmpty()
        && !Stream.of("--verb", "--resource", "--resource-name", "--non-resource-url")
            .allMatch(flag -> values(call, flag).isEmpty())) {
      throw CliException.error(
          "aggregation rule must be specified without nonResourceURLs, verbs, resources or"
              + " resourceNames");
    }
    if (labels.isEmpty()) {
      rules(call, cluster, role.putArray("rules"));
    } else {
      aggregate(role, labels);
    }
  }

  private static void aggregate(ObjectNode role, List<String> labels) {
    ObjectNode matched =
        role.putObject("aggregationRule")
            .putArray("clusterRoleSelectors")
            .addObject()
            .putObject("matchLabels");
    for (String label : labels) {
      int equals = label.indexOf('=');
      if (equals <= 0) {
        throw CliException.error("invalid label \"" + label + "\" in --aggregation-rule");
      }
      matched.put(label.substring(0, equals), label.substring(equals + 1));
    }
    role.putArray("rules");
  }

  private static void rules(Call call, Cluster cluster, ArrayNode rules) throws IOException {
    List<String> verbs = values(call, "--verb");
    List<String> resources = values(call, "--resource");
    List<String> urls = values(call, "--non-resource-url");
    if (verbs.isEmpty()) {
      throw CliException.error("at least one verb must be specified");
    }
    if (resources.isEmpty() && urls.isEmpty()) {
      throw CliException.error("at least one resource must be specified");
    }
    for (String url : urls) {
      if (!url.startsWith("/") && !url.equals("*")) {
        throw CliException.error("nonResourceURL should start with /");
      }
    }
    for (String verb : urls.isEmpty() ? List.<String>of() : verbs) {
      if (!URL_VERBS.contains(verb)) {
        throw CliException.error("invalid verb: '" + verb + "' for nonResourceURL");
      }
    }
    for (String verb : verbs) {
      if (!VERBS.contains(verb)) {
        call.warn("Warning: '" + verb + "' is not a standard resource verb");
      }
    }
    Map<String, List<String>> byGroup = new TreeMap<>();
    for (String resource : resources) {
      add(cluster, resource, byGroup);
    }
    byGroup.forEach(
        (group, names) -> {
          ObjectNode rule = rules.addObject();
          rule.putArray("apiGroups").add(group);
          names.forEach(Json.ensureArray(rule, "resources")::add);
          values(call, "--resource-name").forEach(Json.ensureArray(rule, "resourceNames")::add);
          if (rule.path("resourceNames").isEmpty()) {
            rule.remove("resourceNames");
          }
          verbs.forEach(Json.ensureArray(rule, "verbs")::add);
        });
    if (!urls.isEmpty()) {
      ObjectNode rule = rules.addObject();
      urls.forEach(Json.ensureArray(rule, "nonResourceURLs")::add);
      verbs.forEach(Json.ensureArray(rule, "verbs")::add);
    }
  }

  private static void add(Cluster cluster, String resource, Map<String, List<String>> byGroup)
      throws IOException {
    int slash = resource.indexOf('/');
    String type = slash < 0 ? resource : resource.substring(0, slash);
    String below = slash < 0 ? "" : resource.substring(slash);
    if (type.equals("*")) {
      byGroup.computeIfAbsent("*", _ -> new ArrayList<>()).add("*" + below);
      return;
    }
    ResourceKind found = cluster.kinds().called(type);
    byGroup.computeIfAbsent(found.group(), _ -> new ArrayList<>()).add(found.plural() + below);
  }

  private static List<String> values(Call call, String flag) {
    return Made.values(call, flag).stream().distinct().toList();
  }
}

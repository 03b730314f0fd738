package dev.weir.clients;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The page about the API, made of what a server says of it. */
final class ApiReference {
  private static final String BEGINNING =
      """
      # API reference

      The image API is OpenShift's, below Kubernetes' usual paths, and `weir.dev` is Weir's own group. This page is made of what a
      server says of itself: `/openapi/v3` and `/openapi/v2` have the same for programs, `weir explain is.spec.tags` for people, and
      `weir api-resources` lists all kinds. How the kinds behave is told by the [image API](reference/image-api.md).

      In types, `[]` is a list, `{}` a map from names, and what another kind holds is a link to it. `metadata` is Kubernetes' own.
      Annotations that Weir reads are named by the pages of what they do.

      ## Which groups there are

      | group | kinds |
      |---|---|
      """;

  /** What an object of every kind begins with. */
  private static final Set<String> OF_EACH = Set.of("apiVersion", "kind");

  private final StringBuilder page = new StringBuilder(BEGINNING);

  private ApiReference() {}

  /**
   * In Markdown.
   *
   * @param groups lists of resources, as discovery answers them
   * @param documents OpenAPI documents of the groups that are told field by field, by group and
   *     version
   */
  static String of(List<JsonNode> groups, Map<String, JsonNode> documents) {
    ApiReference reference = new ApiReference();
    groups.forEach(reference::group);
    for (JsonNode group : groups) {
      JsonNode document = documents.get(group.path("groupVersion").asString());
      if (document != null) {
        reference.kinds(group, document.at("/components/schemas"));
      }
    }
    return reference.page.toString();
  }

  private void group(JsonNode group) {
    String kinds =
        group
            .path("resources")
            .valueStream()
            .filter(resource -> !isSubresource(resource))
            .map(resource -> resource.path("kind").asString())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    page.append("| `%s` | %s |\n".formatted(group.path("groupVersion").asString(), kinds));
  }

  private static boolean isSubresource(JsonNode resource) {
    return resource.path("name").asString().contains("/");
  }

  private void kinds(JsonNode group, JsonNode schemas) {
    String version = group.path("groupVersion").asString();
    page.append("\n## %s\n".formatted(version));
    Map<String, JsonNode> kinds = new TreeMap<>();
    group
        .path("resources")
        .valueStream()
        .filter(resource -> !isSubresource(resource))
        .forEach(resource -> kinds.putIfAbsent(resource.path("kind").asString(), resource));
    for (JsonNode kind : kinds.values()) {
      schema(kind.path("kind").asString(), version, schemas)
          .ifPresent(name -> new Kind(version, kind, group, schemas, name, kinds.keySet()).tell());
    }
  }

  /** The schema that says that it is of this kind. */
  private static Optional<String> schema(String kind, String version, JsonNode schemas) {
    return schemas
        .propertyStream()
        .filter(
            schema ->
                schema
                    .getValue()
                    .path("x-kubernetes-group-version-kind")
                    .valueStream()
                    .anyMatch(
                        it ->
                            it.path("kind").asString().equals(kind)
                                && version.startsWith(it.path("group").asString() + "/")))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** One kind of a group. */
  private final class Kind {
    private final String version;
    private final JsonNode resource;
    private final JsonNode group;
    private final JsonNode schemas;
    private final String schema;
    private final Set<String> kinds;
    private final List<String> rows = new ArrayList<>();

    Kind(
        String version,
        JsonNode resource,
        JsonNode group,
        JsonNode schemas,
        String schema,
        Set<String> kinds) {
      this.version = version;
      this.resource = resource;
      this.group = group;
      this.schemas = schemas;
      this.schema = schema;
      this.kinds = kinds;
    }

    void tell() {
      JsonNode about = schemas.path(schema);
      page.append(
          "\n### %s\n\n%s\n\n"
              .formatted(resource.path("kind").asString(), about.path("description").asString()));
      page.append("| path | verbs |\n|---|---|\n");
      String name = resource.path("name").asString();
      group
          .path("resources")
          .valueStream()
          .filter(
              it ->
                  it.path("name").asString().equals(name)
                      || it.path("name").asString().startsWith(name + "/"))
          .forEach(it -> page.append(path(it)));
      page.append("\n| field | type | meaning |\n|---|---|---|\n");
      fields("", schema, new HashSet<>());
      rows.forEach(page::append);
    }

    private String path(JsonNode it) {
      String[] parts = it.path("name").asString().split("/", 2);
      String within = it.path("namespaced").asBoolean() ? "namespaces/NAMESPACE/" : "";
      String below = parts.length > 1 ? "/NAME/" + parts[1] : "[/NAME]";
      String verbs =
          it.path("verbs").valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
      return "| `/apis/%s/%s%s%s` | %s |\n".formatted(version, within, parts[0], below, verbs);
    }

    private void fields(String above, String of, Set<String> within) {
      if (!within.add(of)) {
        return;
      }
      schemas
          .path(of)
          .path("properties")
          .propertyStream()
          .filter(field -> !above.isEmpty() || !OF_EACH.contains(field.getKey()))
          .forEach(field -> field(above + field.getKey(), field.getValue(), within));
      within.remove(of);
    }

    private void field(String path, JsonNode field, Set<String> within) {
      String marks = "";
      JsonNode value = field;
      while (value.has("items") || value.path("additionalProperties").isObject()) {
        boolean list = value.has("items");
        marks += list ? "[]" : "{}";
        value = list ? value.path("items") : value.path("additionalProperties");
      }
      String reference = value.path("$ref").asString(value.at("/allOf/0/$ref").asString(""));
      String held = reference.substring(reference.lastIndexOf('/') + 1);
      String kind = held.substring(held.lastIndexOf('.') + 1);
      boolean isTold = !held.isEmpty() && (kinds.contains(kind) || kind.equals("ObjectMeta"));
      rows.add(
          "| `%s%s` | %s | %s |\n"
              .formatted(
                  path,
                  marks,
                  held.isEmpty() ? scalar(value) : told(kind),
                  field.path("description").asString().replace("|", "\\|")));
      if (!held.isEmpty() && !isTold) {
        fields(path + marks + ".", held, within);
      }
    }

    private String told(String kind) {
      return kinds.contains(kind)
          ? "[%s](#%s)".formatted(kind, kind.toLowerCase(Locale.ROOT))
          : kind;
    }

    private static String scalar(JsonNode value) {
      String type = value.path("type").asString("any");
      String format = value.path("format").asString("");
      return format.isEmpty() ? type : type + " (" + format + ")";
    }
  }
}

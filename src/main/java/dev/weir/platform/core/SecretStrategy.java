package dev.weir.platform.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Webhook;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Secrets: {@code stringData} becomes {@code data}; types with required keys are checked. */
public final class SecretStrategy implements Strategy {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final Map<String, List<String>> REQUIRED_KEYS =
      Map.of(
          "kubernetes.io/dockercfg", List.of(".dockercfg"),
          "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
          "kubernetes.io/ssh-auth", List.of("ssh-privatekey"),
          "kubernetes.io/tls", List.of("tls.crt", "tls.key"));

  @Override
  public void fillDefaults(ObjectNode secret) {
    if (Json.string(secret, "type").isEmpty()) {
      secret.put("type", "Opaque");
    }
    JsonNode plain = secret.remove("stringData");
    if (plain instanceof ObjectNode texts) {
      ObjectNode data = Json.ensureObject(secret, "data");
      texts.forEachEntry(
          (key, value) ->
              data.put(
                  key,
                  Base64.getEncoder()
                      .encodeToString(value.asString("").getBytes(StandardCharsets.UTF_8))));
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode updated, ObjectNode old) {
    if (Json.string(updated, "type").isEmpty()) {
      updated.put("type", Json.string(old, "type"));
    }
    fillDefaults(updated);
  }

  @Override
  public List<FieldProblem> validate(ObjectNode secret) {
    List<FieldProblem> problems = new ArrayList<>();
    ObjectNode data = Json.objectAt(secret, "data");
    long[] size = {0};
    data.forEachEntry(
        (key, value) -> {
          String field = "data[" + key + "]";
          if (!DataKeys.isValid(key)) {
            problems.add(FieldProblem.invalid(field, key, DataKeys.RULE));
          }
          decode(value)
              .ifPresentOrElse(
                  bytes -> size[0] += bytes.length,
                  () -> problems.add(FieldProblem.invalid(field, "…", "must be base64")));
        });
    if (size[0] > MAX_BYTES) {
      problems.add(FieldProblem.tooLong("data", MAX_BYTES));
    }
    String type = Json.string(secret, "type");
    if (type.equals("kubernetes.io/service-account-token")
        && Meta.annotation(secret, "kubernetes.io/service-account.name").isEmpty()) {
      problems.add(
          FieldProblem.required("metadata.annotations[kubernetes.io/service-account.name]", ""));
    }
    if (type.equals(Webhook.TYPE)) {
      problems.addAll(WebhookRules.problems(data));
    }
    for (String key : REQUIRED_KEYS.getOrDefault(type, List.of())) {
      if (!data.has(key)) {
        problems.add(FieldProblem.required("data[" + key + "]", ""));
      } else if (key.startsWith(".docker") && !isJson(data.get(key))) {
        problems.add(
            FieldProblem.invalid(
                "data[" + key + "]", "<secret contents redacted>", "must be JSON"));
      }
    }
    return problems;
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = new ArrayList<>(validate(updated));
    String type = Json.string(updated, "type");
    if (!type.equals(Json.string(old, "type"))) {
      problems.add(FieldProblem.invalid("type", type, "field is immutable"));
    }
    if (old.path("immutable").asBoolean(false)
        && !Json.objectAt(old, "data").equals(Json.objectAt(updated, "data"))) {
      problems.add(FieldProblem.forbidden("data", "field is immutable when `immutable` is set"));
    }
    return problems;
  }

  private static Optional<byte[]> decode(JsonNode value) {
    if (value.isNull()) {
      return Optional.of(new byte[0]);
    }
    try {
      return Optional.of(Base64.getDecoder().decode(value.asString("*")));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static boolean isJson(JsonNode value) {
    try {
      return decode(value).map(Json::parse).filter(JsonNode::isObject).isPresent();
    } catch (JacksonException _) {
      return false;
    }
  }

  @Override
  public List<String> selectableFields() {
    return List.of("type");
  }

  @Override
  public Optional<String> selectableField(ObjectNode object, String field) {
    return Optional.of(Json.string(object, "type"));
  }

  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME,
            TableView.Column.of("Type", "Used to facilitate programmatic handling of secret data."),
            TableView.Column.number("Data", "Number of keys"),
            TableView.AGE),
        (object, now) ->
            List.of(
                Meta.name(object),
                Json.string(object, "type"),
                Json.objectAt(object, "data").size(),
                TableView.age(object, now)));
  }
}

package dev.weir.platform.openshift.build.webhook;

import dev.weir.access.User;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.SentCall;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.resource.protobuf.KindSchemas;
import dev.weir.resource.schema.FieldCheck;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code buildconfigs/NAME/webhooks/SECRET/SENDER}: starts a build for whoever knows the secret of
 * a trigger. Who does not learns nothing: a config that is not there, one without such a trigger
 * and a wrong secret are one answer.
 */
public final class WebhookRest implements Rest {
  private static final ResourceKind KIND = Kinds.BUILD.withVerbs("create");

  private static final String KEY = "WebHookSecretKey";
  private static final int NOT_FOUND = 404;

  private final KindSchemas schemas = new KindSchemas();
  private final ResourceKind request;
  private final Configs configs;
  private final BiFunction<String, String, Optional<ObjectNode>> secrets;
  private final Starts starts;

  /** Finds configs. */
  public interface Configs {
    /**
     * A config by its name.
     *
     * @throws StatusException 404 if there is none
     */
    ApiObject get(Scope scope, String name);
  }

  /** Makes builds. */
  public interface Starts {
    /** Makes the build that a BuildRequest asks for. */
    ApiObject of(Scope scope, ObjectNode request, WriteOptions options);
  }

  /**
   * The subresource.
   *
   * @param request the kind of a BuildRequest
   * @param secrets finds a Secret by namespace and name
   */
  public WebhookRest(
      ResourceKind request,
      Configs configs,
      BiFunction<String, String, Optional<ObjectNode>> secrets,
      Starts starts) {
    this.request = request;
    this.configs = configs;
    this.secrets = secrets;
    this.starts = starts;
  }

  @Override
  public ResourceKind kind() {
    return KIND;
  }

  @Override
  public boolean takesCalls() {
    return true;
  }

  @Override
  public SentCall.Answer call(Scope scope, String name, SentCall sent) {
    String[] parts = sent.path().split("/", -1);
    if (parts.length != 2) {
      throw ApiStatus.badRequest(
              "unexpected hook subpath: the address of a webhook ends in /webhooks/SECRET/SENDER,"
                  + " with generic, github, gitlab or bitbucket for SENDER")
          .exception();
    }
    Sender sender =
        Sender.of(parts[1])
            .orElseThrow(
                () ->
                    ApiStatus.notFound(
                            "no webhook is of this kind: its address ends in generic, github,"
                                + " gitlab or bitbucket")
                        .exception());
    Optional<ObjectNode> config = find(scope, name);
    Optional<JsonNode> trigger =
        config.flatMap(found -> trigger(found, sender, decoded(parts[0]), scope.namespace()));
    if (config.isEmpty() || trigger.isEmpty()) {
      throw new ApiStatus(
              401,
              "Unauthorized",
              "the webhook \"%s\" for \"%s\" did not accept your secret"
                  .formatted(sender.word(), name),
              Json.object())
          .exception();
    }
    Notification notification = new Notification(sent.header(), sent.body());
    return switch (read(sender, notification, config.get(), trigger.get())) {
      case Heard.Ignored(String why) ->
          new SentCall.Answer(
              ApiObject.of(ApiStatus.success().put("message", why).put("code", 200)), List.of());
      case Heard.Start start -> started(scope, name, sender, start, sent.options());
    };
  }

  private Optional<ObjectNode> find(Scope scope, String name) {
    try {
      return Optional.of(configs.get(scope, name).copy());
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String decoded(String segment) {
    try {
      return java.net.URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return segment;
    }
  }

  /** The trigger of this sender whose secret it is. */
  private Optional<JsonNode> trigger(
      ObjectNode config, Sender sender, String secret, String namespace) {
    byte[] offered = secret.getBytes(StandardCharsets.UTF_8);
    return Json.arrayAt(Json.objectAt(config, "spec"), "triggers")
        .valueStream()
        .filter(trigger -> Json.string(trigger, "type").equals(sender.type()))
        .map(trigger -> trigger.path(sender.word()))
        .filter(
            trigger -> {
              byte[] known = secret(trigger, namespace);
              return known.length > 0 && MessageDigest.isEqual(known, offered);
            })
        .findFirst();
  }

  /** Empty if there is none. */
  private byte[] secret(JsonNode trigger, String namespace) {
    String reference = Json.string(trigger.path("secretReference"), "name");
    if (reference.isEmpty()) {
      return Json.string(trigger, "secret").getBytes(StandardCharsets.UTF_8);
    }
    String encoded =
        secrets
            .apply(namespace, reference)
            .map(found -> Json.string(Json.objectAt(found, "data"), KEY))
            .orElse("");
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  private static Heard read(Sender sender, Notification sent, ObjectNode config, JsonNode trigger) {
    return switch (sender) {
      case GENERIC -> GenericHook.read(sent, config, trigger);
      case GITHUB -> GithubHook.read(sent, config);
      case GITLAB -> GitlabHook.read(sent, config);
      case BITBUCKET -> BitbucketHook.read(sent, config);
    };
  }

  /** As of a request that is sent: what is stored can be read by every client. */
  private void requireShape(ObjectNode sent) {
    List<String> mismatches =
        schemas
            .find(request)
            .map(schema -> FieldCheck.prune(sent, schema).mismatches())
            .orElse(List.of());
    if (!mismatches.isEmpty()) {
      throw ApiStatus.badRequest(
              "no build can be made of the notification: " + String.join(", ", mismatches))
          .exception();
    }
  }

  /** What the trigger may, whoever wrote it could do: the sender has no rights of its own. */
  private SentCall.Answer started(
      Scope scope, String name, Sender sender, Heard.Start start, WriteOptions options) {
    ObjectNode request = start.request().deepCopy();
    Meta.of(request).put("name", name);
    ObjectNode why =
        request
            .putArray("triggeredBy")
            .addObject()
            .put("message", sender.message())
            .putObject(sender.cause());
    if (request.get("revision") instanceof ObjectNode revision) {
      why.set("revision", revision.deepCopy());
    }
    why.put("secret", "<secret>");
    requireShape(request);
    Scope own = new Scope(User.system("webhooks"), scope.namespace());
    return new SentCall.Answer(starts.of(own, request, options), start.remarks());
  }
}

package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.Flags;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Kinds of which a few flags say all. */
public final class Simple {
  private Simple() {}

  /** {@code create namespace NAME}. */
  public static Command namespace() {
    return new Made(
        () ->
            Flags.of("create namespace NAME")
                .describedAs("Create a namespace.")
                .examples("weir create namespace web"),
        Kinds.NAMESPACE,
        "",
        (_, _, _) -> {});
  }

  /** {@code create serviceaccount NAME}. */
  public static Command serviceAccount() {
    return new Made(
        () ->
            Flags.of("create serviceaccount NAME")
                .describedAs("Create a service account: a user for programs.")
                .examples("weir create serviceaccount robot"),
        Kinds.SERVICE_ACCOUNT,
        "failed to create serviceaccount:",
        (_, _, _) -> {});
  }

  /** {@code create imagestream NAME}. */
  public static Command stream() {
    return new Made(
        () ->
            Flags.of("create imagestream NAME")
                .describedAs("Create an image stream without tags.")
                .examples("weir create imagestream ruby --lookup-local")
                .flag(
                    "--lookup-local", "Let pods of the namespace name the stream as their image."),
        Kinds.IMAGE_STREAM,
        "",
        (stream, call, _) ->
            stream
                .putObject("spec")
                .putObject("lookupPolicy")
                .put("local", call.flag("--lookup-local")));
  }

  /** {@code create configmap NAME}: from files and texts. */
  public static Command configMap() {
    return new Made(
        () ->
            DataHash.declare(
                DataSources.declare(
                    Flags.of("create configmap NAME")
                        .describedAs("Create a config map from files and texts.")
                        .examples(
                            "weir create configmap site --from-literal=title=Web"
                                + " --from-file=logo.png"))),
        Kinds.CONFIG_MAP,
        "failed to create configmap:",
        (map, call, _) ->
            DataSources.read(call, "ConfigMap").forEach((key, value) -> put(map, key, value)));
  }

  private static void put(ObjectNode map, String key, byte[] value) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      Json.ensureObject(map, "data").put(key, text);
    } catch (CharacterCodingException _) {
      Json.ensureObject(map, "binaryData").put(key, Base64.getEncoder().encodeToString(value));
    }
  }

  /** {@code create quota NAME}: how much a namespace may hold. */
  public static Command quota() {
    return new Made(
        () ->
            Flags.of("create quota NAME")
                .describedAs("Create a resource quota: how much a namespace may hold.")
                .examples("weir create quota images --hard=openshift.io/imagestreams=10")
                .text("--hard", "NAME=AMOUNT,…", "The limits.")
                .text("--scopes", "NAMES", "What it counts, with commas between."),
        Kinds.RESOURCE_QUOTA,
        "failed to create quota:",
        (quota, call, _) -> limit(quota.putObject("spec"), call));
  }

  private static void limit(ObjectNode spec, Call call) {
    ObjectNode hard = spec.putObject("hard");
    for (String limit : call.text("--hard").split(",")) {
      int equals = limit.indexOf('=');
      if (!limit.isEmpty() && equals <= 0) {
        throw CliException.error(
            "invalid argument syntax \"" + limit + "\" for --hard, expected NAME=AMOUNT");
      } else if (equals > 0) {
        hard.put(limit.substring(0, equals), limit.substring(equals + 1));
      }
    }
    if (!call.text("--scopes").isEmpty()) {
      ArrayNode scopes = spec.putArray("scopes");
      for (String scope : call.text("--scopes").split(",")) {
        scopes.add(scope);
      }
    }
  }
}

package dev.weir.image;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Signatures that stand in an Image (image-api.md 2.6, 6.5, 7.5). */
public final class Signatures {
  private static final String TRUSTED = "Trusted";
  private static final String FOR_IMAGE = "ForImage";
  private static final String OBSOLETE = "image.openshift.io/managed-signature";
  private static final List<String> VERIFIED =
      List.of("imageIdentity", "signedClaims", "issuedBy", "issuedTo");

  private Signatures() {}

  /** Drops what only somebody who verified the signature may say. */
  public static void withoutVerification(ObjectNode signature) {
    signature.remove("conditions");
    signature.remove("created");
    signature.remove(VERIFIED);
  }

  /** Drops the mark that older servers set on signatures which they had downloaded. */
  public static void withoutObsoleteMarks(ObjectNode image) {
    for (JsonNode signature : Json.arrayAt(image, "signatures")) {
      if (signature instanceof ObjectNode one) {
        ObjectNode annotations = Json.objectAt(Meta.of(one), "annotations");
        annotations.remove(OBSOLETE);
        if (annotations.isEmpty()) {
          Meta.of(one).remove("annotations");
        }
      }
    }
  }

  /** The image's first signature of that name. */
  public static Optional<ObjectNode> named(ObjectNode image, String name) {
    return first(image, signature -> Meta.name(signature).equals(name));
  }

  /** The image's first signature of the same type with the same content. */
  public static Optional<ObjectNode> sameContent(ObjectNode image, ObjectNode wanted) {
    return first(
        image,
        signature ->
            Json.string(signature, "type").equals(Json.string(wanted, "type"))
                && Json.string(signature, "content").equals(Json.string(wanted, "content")));
  }

  private static Optional<ObjectNode> first(ObjectNode image, Predicate<ObjectNode> wanted) {
    return Json.arrayAt(image, "signatures")
        .valueStream()
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .filter(wanted)
        .findFirst();
  }

  /** Problems of all signatures of an image. */
  static List<FieldProblem> check(ObjectNode image) {
    List<FieldProblem> problems = new ArrayList<>();
    ArrayNode signatures = Json.arrayAt(image, "signatures");
    for (int i = 0; i < signatures.size(); i++) {
      if (signatures.get(i) instanceof ObjectNode signature) {
        problems.addAll(check("signatures[" + i + "].", signature));
      }
    }
    return problems;
  }

  /**
   * Problems of one signature.
   *
   * @param path put before each field; empty, or ending with a dot
   */
  public static List<FieldProblem> check(String path, ObjectNode signature) {
    List<FieldProblem> problems = new ArrayList<>();
    String name = Meta.name(signature);
    int at = name.indexOf('@');
    if (at <= 0 || at == name.length() - 1 || name.indexOf('@', at + 1) >= 0) {
      problems.add(
          FieldProblem.invalid(
              path + "metadata.name", name, "name must be of format <imageName>@<signatureName>"));
    }
    if (!Meta.labels(signature).isEmpty()) {
      problems.add(
          FieldProblem.forbidden(path + "metadata.labels", "signature labels cannot be set"));
    }
    if (!Meta.annotations(signature).isEmpty()) {
      problems.add(
          FieldProblem.forbidden(
              path + "metadata.annotations", "signature annotations cannot be set"));
    }
    for (String required : new String[] {"type", "content"}) {
      if (Json.string(signature, required).isEmpty()) {
        problems.add(FieldProblem.required(path + required, ""));
      }
    }
    problems.addAll(checkVerification(path, signature));
    return problems;
  }

  private static List<FieldProblem> checkVerification(String path, ObjectNode signature) {
    List<FieldProblem> problems = new ArrayList<>();
    Map<String, String> states = states(signature);
    String trusted = states.getOrDefault(TRUSTED, "");
    String missing = "";
    if (states.containsKey(TRUSTED) && !states.containsKey(FOR_IMAGE)) {
      missing = FOR_IMAGE;
    } else if (states.containsKey(FOR_IMAGE) && !states.containsKey(TRUSTED)) {
      missing = TRUSTED;
    }
    if (!missing.isEmpty()) {
      problems.add(
          FieldProblem.invalid(
              path + "conditions",
              Json.text(Json.arrayAt(signature, "conditions")),
              "missing \"" + missing + "\" condition type"));
    }
    if (trusted.isEmpty() || trusted.equals("Unknown")) {
      for (String member : VERIFIED) {
        JsonNode value = signature.path(member);
        boolean text = value.isString() && !value.stringValue().isEmpty();
        if (text || !value.isEmpty()) {
          problems.add(
              FieldProblem.invalid(
                  path + member,
                  text ? value.stringValue() : value,
                  "must be unset for unknown signature state"));
        }
      }
    }
    return problems;
  }

  /** Status of each condition type; of a type that stands twice the latest one counts. */
  private static Map<String, String> states(ObjectNode signature) {
    Map<String, String> states = new HashMap<>();
    Map<String, String> times = new HashMap<>();
    for (JsonNode condition : Json.arrayAt(signature, "conditions")) {
      String type = Json.string(condition, "type");
      String time = Json.string(condition, "lastTransitionTime");
      if (time.compareTo(times.getOrDefault(type, "")) >= 0) {
        times.put(type, time);
        states.put(type, Json.string(condition, "status"));
      }
    }
    return states;
  }
}

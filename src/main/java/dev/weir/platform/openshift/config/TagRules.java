package dev.weir.platform.openshift.config;

import dev.weir.objects.meta.NameRule;
import dev.weir.platform.core.pod.PodRules;
import dev.weir.reference.TagName;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** References to image stream tags in specs. Pure. */
public final class TagRules {
  public static final String KIND = "ImageStreamTag";

  /** An image of a stream, {@code STREAM@DIGEST}. */
  public static final String IMAGE_KIND = "ImageStreamImage";

  private static final Pattern IMAGE_NAME = Pattern.compile("[^@]+@(?:sha256:)?[0-9a-f]{7,64}");

  private TagRules() {}

  /** A trigger can follow image stream tags only. */
  public static List<FieldProblem> followed(String field, JsonNode from) {
    if (!Json.string(from, "kind").equals(KIND)) {
      return List.of(
          FieldProblem.invalid(
              field + ".kind", Json.string(from, "kind"), "kind must be an ImageStreamTag"));
    }
    return name(field, from);
  }

  /** The name must be {@code stream:tag}, the namespace, if any, must be one. */
  public static List<FieldProblem> name(String field, JsonNode from) {
    List<FieldProblem> problems = new ArrayList<>();
    String name = Json.string(from, "name");
    int colon = name.indexOf(':');
    if (name.isEmpty()) {
      problems.add(FieldProblem.required(field + ".name", ""));
    } else if (colon <= 0 || !TagName.isValid(name.substring(colon + 1))) {
      problems.add(
          FieldProblem.invalid(
              field + ".name",
              name,
              "ImageStreamTag object references must be in the form <name>:<tag>"));
    }
    String namespace = Json.string(from, "namespace");
    if (!namespace.isEmpty()) {
      problems.addAll(NameRule.LABEL.check(field + ".namespace", namespace));
    }
    return problems;
  }

  /** Where pushed images go: a tag, or a repository that is named as a whole. */
  public static List<FieldProblem> output(String field, JsonNode to) {
    String kind = Json.string(to, "kind");
    if (kind.equals(KIND)) {
      return name(field, to);
    }
    if (!kind.equals("DockerImage")) {
      return List.of(
          kind.isEmpty()
              ? FieldProblem.required(field + ".kind", "")
              : FieldProblem.invalid(
                  field + ".kind",
                  kind,
                  "the target of build output must be an 'ImageStreamTag' or 'DockerImage'"));
    }
    List<FieldProblem> problems = new ArrayList<>();
    if (!Json.string(to, "namespace").isEmpty()) {
      problems.add(
          FieldProblem.invalid(
              field + ".namespace",
              Json.string(to, "namespace"),
              "namespace is not valid when used with a 'DockerImage'"));
    }
    problems.addAll(image(field, to));
    return problems;
  }

  /** What a build starts from. */
  public static List<FieldProblem> source(String field, JsonNode from) {
    String kind = Json.string(from, "kind");
    return switch (kind) {
      case KIND -> name(field, from);
      case "DockerImage" -> image(field, from);
      case IMAGE_KIND -> streamImage(field, from);
      case "" -> List.of(FieldProblem.required(field + ".kind", ""));
      default -> PodRules.oneOf(field + ".kind", kind, List.of("DockerImage", IMAGE_KIND, KIND));
    };
  }

  /** True of a name that says enough of a digest to mean one image. */
  public static boolean isImageName(String name) {
    return IMAGE_NAME.matcher(name).matches();
  }

  private static List<FieldProblem> streamImage(String field, JsonNode from) {
    List<FieldProblem> problems = new ArrayList<>(image(field, from));
    if (problems.isEmpty() && !isImageName(Json.string(from, "name"))) {
      problems.add(
          FieldProblem.invalid(
              field + ".name",
              Json.string(from, "name"),
              "ImageStreamImage object references must be in the form <name>@<id>, with at least"
                  + " 7 hexadecimal digits of the digest"));
    }
    String namespace = Json.string(from, "namespace");
    if (!namespace.isEmpty()) {
      problems.addAll(NameRule.LABEL.check(field + ".namespace", namespace));
    }
    return problems;
  }

  private static List<FieldProblem> image(String field, JsonNode reference) {
    return Json.string(reference, "name").isEmpty()
        ? List.of(FieldProblem.required(field + ".name", ""))
        : List.of();
  }
}

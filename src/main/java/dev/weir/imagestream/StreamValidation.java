package dev.weir.imagestream;

import dev.weir.imagestream.age.MinimumAge;
import dev.weir.imagestream.history.HistoryBounds;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.reference.TagName;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a legal stream looks like (image-api.md 7.4). */
public final class StreamValidation {
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final int MAX_LENGTH = 255;
  private static final int MOST_BYTES = Meta.MOST_ANNOTATION_BYTES;
  private static final int MOST_BYTES_OF_HOLD = 1024;
  private static final String KINDS =
      "valid values are 'DockerImage', 'ImageStreamImage', 'ImageStreamTag'";

  private final List<FieldProblem> problems = new ArrayList<>();

  private StreamValidation() {}

  /** Problems of a stream. Tag names are checked only where the stored stream lacks them. */
  @SuppressWarnings("ReferenceEquality") // a tag that stayed was checked when it was made
  static List<FieldProblem> check(ImageStream before, ImageStream after) {
    StreamValidation validation = new StreamValidation();
    validation.checkName(after);
    validation.checkRepository(after.dockerImageRepository());
    validation.checkKeep(
        "metadata", before.annotation(HistoryBounds.KEEP), after.annotation(HistoryBounds.KEEP));
    validation.checkAge(
        "metadata",
        before.annotation(MinimumAge.ANNOTATION),
        after.annotation(MinimumAge.ANNOTATION));
    validation.checkBytes(
        "metadata.annotations", annotationBytes(before), annotationBytes(after), MOST_BYTES);
    after
        .spec()
        .forEach(
            (name, tag) -> {
              if (before.spec().get(name) == tag) {
                return;
              }
              String path = "spec.tags[" + name + "]";
              SpecTag old = before.spec().get(name);
              if (old == null) {
                validation.checkTagName(path + ".name", name);
              }
              validation.checkKeep(path, old == null ? "" : keep(old), keep(tag));
              validation.checkAge(path, old == null ? "" : age(old), age(tag));
              validation.checkSize(path + ".annotations", old, tag);
              validation.checkTag(path, tag);
            });
    validation.checkStatus(before, after);
    return List.copyOf(validation.problems);
  }

  /** Problems of one tag reference that stands at a path. */
  public static List<FieldProblem> checkTagReference(String path, SpecTag tag) {
    StreamValidation validation = new StreamValidation();
    validation.checkTag(path, tag);
    return List.copyOf(validation.problems);
  }

  /** Problems of pull specs in status that the stored stream does not have. */
  static List<FieldProblem> checkNewPullSpecs(ImageStream before, ImageStream after) {
    StreamValidation validation = new StreamValidation();
    validation.checkStatus(before, after);
    return List.copyOf(validation.problems);
  }

  private void checkName(ImageStream stream) {
    String name = Json.string(stream.metadata(), "name");
    String namespace = Json.string(stream.metadata(), "namespace");
    String path = "metadata.name";
    if (name.isEmpty()) {
      problems.add(FieldProblem.required(path, "name or generateName is required"));
    } else if (name.equals(".") || name.equals("..")) {
      problems.add(FieldProblem.invalid(path, name, "may not be '" + name + "'"));
    } else if (name.contains("/") || name.contains("%")) {
      String culprit = name.contains("/") ? "/" : "%";
      problems.add(FieldProblem.invalid(path, name, "may not contain '" + culprit + "'"));
    } else if (!StreamName.isValidName(name)) {
      problems.add(FieldProblem.invalid(path, name, "must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\""));
    }
    if (namespace.isEmpty()) {
      problems.add(FieldProblem.required("metadata.namespace", ""));
    } else if (!NAMESPACE.matcher(namespace).matches()) {
      problems.add(
          FieldProblem.invalid(
              "metadata.namespace", namespace, "must be a DNS label (RFC 1123) of at most 63"));
    }
    if (namespace.length() + 1 + name.length() > MAX_LENGTH) {
      problems.add(
          FieldProblem.invalid(
              path, name, "'namespace/name' cannot be longer than " + MAX_LENGTH + " characters"));
    }
  }

  private static String keep(SpecTag tag) {
    return tag.annotations().getOrDefault(HistoryBounds.KEEP, "");
  }

  /** What was stored before it was checked may stay as it is; it says nothing then. */
  private void checkKeep(String holder, String before, String after) {
    if (after.isEmpty() || after.equals(before)) {
      return;
    }
    try {
      var _ = HistoryBounds.parse(after);
    } catch (IllegalArgumentException e) {
      problems.add(
          FieldProblem.invalid(
              holder + ".annotations[" + HistoryBounds.KEEP + "]",
              after,
              String.valueOf(e.getMessage())));
    }
  }

  private static String age(SpecTag tag) {
    return tag.annotations().getOrDefault(MinimumAge.ANNOTATION, "");
  }

  /** What was stored before it was checked may stay as it is; its tags wait then. */
  private void checkAge(String holder, String before, String after) {
    if (after.isEmpty() || after.equals(before)) {
      return;
    }
    try {
      var _ = MinimumAge.parse(after);
    } catch (IllegalArgumentException e) {
      problems.add(
          FieldProblem.invalid(
              holder + ".annotations[" + MinimumAge.ANNOTATION + "]",
              after,
              String.valueOf(e.getMessage())));
    }
  }

  private void checkSize(String path, @Nullable SpecTag before, SpecTag after) {
    Map<String, String> had = before == null ? Map.of() : before.annotations();
    checkBytes(path, bytes(had), bytes(after.annotations()), MOST_BYTES);
    checkBytes(
        path + "[" + SpecTag.HOLD + "]",
        bytes(had.getOrDefault(SpecTag.HOLD, "")),
        bytes(after.annotations().getOrDefault(SpecTag.HOLD, "")),
        MOST_BYTES_OF_HOLD);
  }

  /** What was stored before it was bounded may stay as long as it is, or become shorter. */
  private void checkBytes(String path, long before, long after, int most) {
    if (after > Math.max(most, before)) {
      problems.add(FieldProblem.tooLong(path, most));
    }
  }

  /** Without what the server notes itself. */
  private static long annotationBytes(ImageStream stream) {
    Map<String, String> all = new HashMap<>();
    Json.objectAt(stream.metadata(), "annotations")
        .forEachEntry((key, value) -> all.put(key, value.asString("")));
    all.remove(ImportedTags.CHECKED);
    return bytes(all);
  }

  private static long bytes(Map<String, String> annotations) {
    return annotations.entrySet().stream()
        .mapToLong(one -> bytes(one.getKey()) + bytes(one.getValue()))
        .sum();
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private void checkRepository(String repository) {
    if (repository.isEmpty()) {
      return;
    }
    String path = "spec.dockerImageRepository";
    parse(path, repository)
        .ifPresent(
            parsed -> {
              if (!parsed.tag().isEmpty()) {
                problems.add(
                    FieldProblem.invalid(
                        path, repository, "the repository name may not contain a tag"));
              }
              if (!parsed.id().isEmpty()) {
                problems.add(
                    FieldProblem.invalid(
                        path, repository, "the repository name may not contain an ID"));
              }
            });
  }

  private void checkTagName(String path, String name) {
    if (!TagName.isValid(name)) {
      problems.add(FieldProblem.invalid(path, name, TagName.RULE));
    }
  }

  private void checkTag(String path, SpecTag tag) {
    tag.from().ifPresent(from -> checkSource(path, tag, from));
    String mode = tag.importPolicy().mode();
    if (!mode.equals(ImportPolicy.LEGACY) && !mode.equals(ImportPolicy.PRESERVE_ORIGINAL)) {
      problems.add(
          FieldProblem.invalid(
              path + ".importPolicy.importMode",
              mode,
              "invalid import mode, valid modes are '', 'Legacy', 'PreserveOriginal'"));
    }
    String type = tag.referencePolicy();
    if (!type.equals(SpecTag.SOURCE) && !type.equals(SpecTag.LOCAL)) {
      problems.add(
          FieldProblem.invalid(
              path + ".referencePolicy.type", type, "valid values are \"Source\", \"Local\""));
    }
  }

  private void checkSource(String path, SpecTag tag, TagSource from) {
    if (from.name().isEmpty()) {
      problems.add(FieldProblem.required(path + ".from.name", ""));
    }
    switch (from.kind()) {
      case TagSource.DOCKER_IMAGE -> {
        if (!from.name().isEmpty()) {
          parse(path + ".from.name", from.name());
        }
      }
      case TagSource.STREAM_TAG, TagSource.STREAM_IMAGE -> {
        if (tag.importPolicy().scheduled()) {
          problems.add(
              FieldProblem.invalid(
                  path + ".importPolicy.scheduled",
                  true,
                  "only tags pointing to Docker repositories may be scheduled for background"
                      + " import"));
        }
      }
      default -> problems.add(FieldProblem.required(path + ".from.kind", KINDS));
    }
  }

  @SuppressWarnings("ReferenceEquality") // a history that stayed was checked when it was made
  private void checkStatus(ImageStream before, ImageStream after) {
    for (Map.Entry<String, TagHistory> tag : after.tags().entrySet()) {
      if (before.history(tag.getKey()) == tag.getValue()) {
        continue;
      }
      Set<String> known = new HashSet<>();
      before.history(tag.getKey()).items().forEach(event -> known.add(event.reference()));
      int i = 0;
      for (TagEvent event : tag.getValue().items()) {
        String path = "status.tags[" + tag.getKey() + "].items[" + i++ + "].dockerImageReference";
        if (event.reference().isEmpty()) {
          problems.add(FieldProblem.required(path, ""));
        } else if (known.add(event.reference())) {
          parse(path, event.reference());
        }
      }
    }
  }

  private Optional<ImageReference> parse(String path, String text) {
    try {
      return Optional.of(ImageReference.parse(text));
    } catch (IllegalArgumentException e) {
      problems.add(FieldProblem.invalid(path, text, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }
}

package dev.weir.cli.newapp;

import dev.weir.cli.newapp.AppImage.Origin;
import dev.weir.imagestream.catalog.OfferedStream;
import dev.weir.imagestream.cells.Ago;
import dev.weir.reference.ImageReference;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** What was found for an application, in the words of {@code oc new-app} (cli.md 16). */
final class AppReport {
  private static final String INDENT = "    ";

  private AppReport() {}

  /** The block of one component. */
  static String found(Component component, Instant now) {
    AppImage image = component.image();
    StringBuilder text = new StringBuilder("--> ").append(headline(image, now)).append("\n\n");
    String name = image.displayName();
    if (!name.isEmpty()) {
      line(text, name + " ");
      line(text, "-".repeat(name.length()) + " ");
    }
    if (!image.description().isEmpty()) {
      line(text, image.description());
      text.append('\n');
    }
    if (!image.categories().isEmpty()) {
      line(text, "Tags: " + String.join(", ", image.categories()));
      text.append('\n');
    }
    component
        .source()
        .ifPresentOrElse(source -> built(text, component, source), () -> imported(text, component));
    return text.append('\n').toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(INDENT).append(line).append('\n');
  }

  private static void built(StringBuilder text, Component component, SourceCode source) {
    Optional<List<String>> languages = source.languages().filter(list -> !list.isEmpty());
    if (languages.isPresent()) {
      line(text, "* The source repository appears to match: " + String.join(", ", languages.get()));
    }
    line(text, "* A source build using source code from " + source.address() + " will be created");
    line(
        text,
        "  * The resulting image will be pushed to image stream tag \""
            + component.stream()
            + ":"
            + component.tag()
            + "\"");
    line(text, "  * Use 'weir start-build' to trigger a new build");
  }

  private static void imported(StringBuilder text, Component component) {
    if (component.image().origin() instanceof Origin.OfRegistry) {
      line(
          text,
          "* An image stream tag will be created as \""
              + component.stream()
              + ":"
              + component.tag()
              + "\" that will track this image");
    }
  }

  private static String headline(AppImage image, Instant now) {
    String what = image.shortId() + age(image.created(), now);
    String asked = " for \"" + image.argument() + "\"";
    return switch (image.origin()) {
      case Origin.OfStream(OfferedStream stream, String tag) when image.metadata().isEmpty() ->
          "Found tag :" + tag + " in image stream \"" + stream.path() + "\"" + asked;
      case Origin.OfStream(OfferedStream stream, String tag) ->
          "Found image "
              + what
              + " in image stream \""
              + stream.path()
              + "\" under tag \""
              + tag
              + "\""
              + asked;
      case Origin.OfRegistry(ImageReference reference, boolean _) ->
          "Found container image "
              + what
              + " from "
              + (reference.registry().isEmpty() ? "docker.io" : reference.registry())
              + asked;
      case Origin.Missing _ -> "Found no image" + asked;
    };
  }

  /** An image need not say when it was made. */
  private static String age(String created, Instant now) {
    try {
      return " (" + Ago.words(Duration.between(Instant.parse(created), now)) + " old)";
    } catch (DateTimeParseException _) {
      return "";
    }
  }
}

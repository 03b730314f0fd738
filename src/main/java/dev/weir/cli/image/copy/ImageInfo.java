package dev.weir.cli.image.copy;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.registry.RegistryAccess;
import dev.weir.remote.RemoteException;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Locations;
import dev.weir.remote.repository.Repositories;
import java.util.List;
import java.util.Optional;

/** {@code image info}: tells what images of any registry are (cli.md 6). */
public final class ImageInfo implements Command {
  @Override
  public Flags flags() {
    return Flags.of("image info IMAGE [IMAGE…]")
        .describedAs(
            """
            Show what an image of a registry, a directory or an OCI layout consists of and what it \
            runs, without pulling it. Without a tag, or with * in it, all tags that match are \
            shown. Of a list of images for several platforms, --filter-by-os chooses one. What is \
            no image, such as a chart or a signature, is shown with its type and its parts.\
            """)
        .examples(
            """
            weir image info 127.0.0.1:5000/demo/app:v1
            weir image info quay.io/team/app:v1 --filter-by-os=linux/arm64
            weir image info file://team/app:v1 --dir=disk -o json\
            """)
        .text("--filter-by-os", "REGEX", "Which image of a list, by OS/ARCH[/VARIANT].")
        .text("-o,--output", "FORMAT", "json for the whole configuration.")
        .flag("--show-multiarch", "Show all images of a list.")
        .text("--dir", "DIR", "Directory of file:// names; the current one if left out.")
        .text(
            "--icsp-file",
            "FILE",
            "ImageContentSourcePolicy or ImageDigestMirrorSet that says where else images are.")
        .with(RegistryAccess::addFlags)
        .with(CopyFlags::addSkipVerification);
  }

  @Override
  public ExitCode run(Call call) {
    if (call.positional().isEmpty()) {
      throw CliException.error("info expects at least one argument, an image pull spec");
    }
    String output = call.text("--output");
    if (!output.isEmpty() && !output.equals("json")) {
      throw CliException.error("unrecognized --output, only 'json' is supported");
    }
    List<Location> locations =
        call.positional().stream().map(text -> location(call, text)).toList();
    String filter = call.text("--filter-by-os");
    PlatformPattern platforms =
        filter.isEmpty() ? PlatformPattern.all() : PlatformPattern.of(filter);
    ContentSources sources = ContentSources.of(call);
    if (!sources.isEmpty() && locations.stream().anyMatch(it -> it.digest().isEmpty())) {
      call.warn(
          "warning: --icsp-file only applies to images referenced by digest and will be ignored for"
              + " tags");
    }
    CopyFlags.warnOfSkippedVerification(call);
    Failures failures = new Failures(call);
    try (Copies copies =
        Copies.open(call, locations.stream().flatMap(it -> sources.places(it).stream()))) {
      for (Location location : locations) {
        try {
          new Shown(call, copies.repositories(), sources, platforms).show(location);
          platforms.check();
        } catch (CliException e) {
          failures.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return failures.exitCode();
  }

  private static Location location(Call call, String text) {
    try {
      return Locations.parse(text, call.context().directory());
    } catch (IllegalArgumentException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    }
  }

  /** One call of the command. */
  private record Shown(
      Call call, Repositories repositories, ContentSources sources, PlatformPattern platforms) {

    void show(Location location) {
      for (Location one : expanded(location)) {
        List<SeenImage> images = read(one);
        if (call.text("--output").isEmpty()) {
          images.forEach(
              image ->
                  call.context().out().print(InfoText.of(image, call.context().clock().instant())));
        } else {
          call.context().out().print(InfoJson.of(images));
        }
      }
    }

    /** From the first place that has it; what is said is why it is not where it is named. */
    private List<SeenImage> read(Location named) {
      Optional<CliException> refusal = Optional.empty();
      for (Location place : sources.places(named)) {
        try {
          return new ImageReader(repositories.source(place), named)
              .read(platforms, call.flag("--show-multiarch"));
        } catch (CliException e) {
          refusal = refusal.or(() -> Optional.of(e));
        }
      }
      CliException why = refusal.orElseThrow();
      throw StreamNames.hint(call, named)
          .map(hint -> CliException.error(why.getMessage() + "; " + hint))
          .orElse(why);
    }

    /** All that an open name stands for. */
    private List<Location> expanded(Location location) {
      boolean open = location.tag().isEmpty() && location.digest().isEmpty();
      if (!open && !location.hasWildcard()) {
        return List.of(location);
      }
      try {
        List<Location> found =
            repositories.source(location).tags().stream()
                .filter(tag -> open || location.matches(tag))
                .map(location::withTag)
                .toList();
        if (found.isEmpty()) {
          call.warn("warning: no tag is there of " + location.text());
        }
        return found;
      } catch (RemoteException e) {
        String hint = HubNames.hint(location).map(it -> "; " + it).orElse("");
        throw CliException.error(
            "unable to list tags of " + location.text() + ": " + RegistryAccess.advised(e) + hint);
      }
    }
  }
}

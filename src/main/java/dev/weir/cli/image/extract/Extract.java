package dev.weir.cli.image.extract;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.image.copy.Copies;
import dev.weir.cli.image.copy.CopyFlags;
import dev.weir.cli.registry.RegistryAccess;
import dev.weir.manifest.Manifest;
import dev.weir.remote.extract.ExtractReport;
import dev.weir.remote.extract.ExtractRequest;
import dev.weir.remote.extract.ImageExtract;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.SourceRepository;
import java.io.IOException;
import java.util.List;

/** {@code image extract}: writes files of images to disk (cli.md 6). */
public final class Extract implements Command {
  private static final long USUAL_SIZE = 100L << 30;

  @Override
  public Flags flags() {
    return Flags.of("image extract IMAGE[LAYERS] [--path=SRC:DST]… [--file=PATH]…")
        .describedAs(
            "Write files of an image to disk, as its layers together have them. IMAGE is in a"
                + " registry, in a directory (file://NAME:TAG) or in an OCI layout (oci:DIR:TAG);"
                + " LAYERS picks some: [INDEX], [FROM:TO] or [~DIGEST], with indexes below zero"
                + " counted from the newest. All content is compared with its digest. Nothing is"
                + " written outside of DST, whatever the image says; devices are left out.")
        .examples(
            """
            # All of an image into this directory, which must be empty
            weir image extract quay.io/team/app:v1

            # One file, and the content of a directory, into another directory
            weir image extract app:v1 --path /etc/app.conf:out --path /usr/share/app/:out

            # The newest layer of an image on disk
            weir image extract 'file://team/app:v1[-1]' --dir disk --path /:out\
            """)
        .texts(
            "--path",
            "SRC:DST",
            "What of the image goes to which directory; a directory of the"
                + " image ends with a slash, patterns are for the names in one.")
        .texts("--file", "PATH", "A file of the image that goes to the current directory.")
        .flag("--only-files", "Write no links.")
        .flag("-p,--preserve-ownership", "Keep owners, and rights such as setuid.")
        .flag("--confirm", "Write into directories that are not empty.")
        .flag("--dry-run", "Show what would be written: layer, mode, size and path.")
        .flag("--all-layers", "With --dry-run, show all that layers hold, the oldest first.")
        .text(
            "--filter-by-os",
            "REGEX",
            "Which image of a list, by OS/ARCH[/VARIANT]; the one for"
                + " this machine if left out.")
        .text(
            "--max-size",
            "BYTES",
            "Most bytes that layers may hold unpacked; 100 GiB if left" + " out, 0 for any number.")
        .text("--dir", "DIR", "Directory of file:// names; the current one if left out.")
        .text("--idms-file", "FILE", "Not supported: name the place of the mirror itself.")
        .text("--icsp-file", "FILE", "Not supported: name the place of the mirror itself.")
        .with(RegistryAccess::addFlags)
        .with(CopyFlags::addSkipVerification);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    for (String flag : List.of("--idms-file", "--icsp-file")) {
      if (!call.text(flag).isEmpty()) {
        throw CliException.error(
            flag + " is not supported; name the image where the mirror has it");
      }
    }
    long most = maxBytes(call.text("--max-size"));
    ImageChoice choice = ImageChoice.of(call.text("--filter-by-os"));
    ExtractArguments arguments = ExtractArguments.of(call);
    CopyFlags.warnOfSkippedVerification(call);
    try (Copies copies =
        Copies.open(call, arguments.images().stream().map(ExtractArguments.Wanted::location))) {
      for (ExtractArguments.Wanted wanted : arguments.images()) {
        ExtractRequest request =
            new ExtractRequest(
                wanted.layers(),
                arguments.paths(),
                call.flag("--only-files"),
                call.flag("--preserve-ownership"),
                most);
        SourceRepository source = copies.repositories().source(wanted.location());
        extract(call, source, wanted.location(), request, choice);
      }
    }
    return ExitCode.SUCCESS;
  }

  private static long maxBytes(String text) {
    if (text.isEmpty()) {
      return USUAL_SIZE;
    }
    if (!text.matches("\\d{1,18}")) {
      throw CliException.error("--max-size must be a number of bytes, not \"" + text + "\"");
    }
    long most = Long.parseLong(text);
    return most == 0 ? Long.MAX_VALUE : most;
  }

  private static void extract(
      Call call,
      SourceRepository repository,
      Location location,
      ExtractRequest request,
      ImageChoice choice) {
    Manifest.ImageManifest image = choice.read(repository, location);
    ImageExtract extract = new ImageExtract(repository, new Report(call));
    try {
      if (call.flag("--dry-run")) {
        extract.list(image, request, call.flag("--all-layers"));
      } else {
        extract.extract(image, request);
      }
    } catch (IllegalArgumentException e) {
      throw CliException.error(
          "unable to filter layers for %s: %s".formatted(location.text(), e.getMessage()));
    } catch (ImageExtract.LayerException e) {
      throw CliException.error(
          "unable to extract layer %s from %s: %s"
              .formatted(e.layer().digest(), location.text(), e.getMessage()));
    }
  }

  /** Says what is left out, and shows what would be written. */
  private record Report(Call call) implements ExtractReport {
    @Override
    public void warning(String text) {
      call.warn("warning: " + text);
    }

    @Override
    public void listed(int layer, String mode, long size, String path) {
      call.print("%2d %s %12d %s".formatted(layer, mode, size, path));
    }
  }
}

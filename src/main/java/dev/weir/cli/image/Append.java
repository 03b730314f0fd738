package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.image.copy.CopyFlags;
import dev.weir.cli.image.copy.PlatformPattern;
import dev.weir.cli.registry.RegistryAccess;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.PlatformChoice;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.RemoteException;
import dev.weir.remote.append.AppendRequest;
import dev.weir.remote.append.Changes;
import dev.weir.remote.append.ImageAppend;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** {@code image append}: adds layers to an image and pushes the result (cli.md 6). */
public final class Append implements Command {
  private static final String DIRECTORIES =
      "weir appends at registries only; append there, and use weir image mirror for what comes from"
          + " a directory or goes to one";

  @Override
  public Flags flags() {
    return Flags.of("image append --to=REF [--from=REF] [LAYER.tar…]")
        .describedAs(
            "Push an image made of layers, on top of another image or of nothing. Layers are tar"
                + " files, plain or compressed with gzip; - is one from standard input, which comes"
                + " last.")
        .examples(
            """
            # An image of one layer in this server's registry
            weir image append --to 127.0.0.1:5000/demo/app:v1 layer.tar

            # One layer more, and another command
            weir image append --from app:v1 --to app:v2 --image '{"Cmd":["/run"]}' layer.tar.gz

            # A layer more in each image of a list
            weir image append --from app:v1 --to app:v2 --keep-manifest-list layer.tar.gz\
            """)
        .text("--to", "REF", "Where the image goes.")
        .text("--from", "REF", "The image to start from; nothing if left out.")
        .text("--image", "JSON", "Members of the container configuration to set.")
        .text("--meta", "JSON", "Members of the image's configuration document to set.")
        .flag("--drop-history", "Leave out how the image was made.")
        .text("--created-at", "TIME", "Creation time, RFC 3339 or milliseconds.")
        .text(
            "--filter-by-os",
            "REGEX",
            "Which image of a list in --from, by OS/ARCH[/VARIANT]; without --from the OS/ARCH of"
                + " the result.")
        .flag(
            "--keep-manifest-list",
            "Of a list in --from, make a list: with the layers in all of its images, or in those"
                + " that --filter-by-os names, which takes a registry for sparse lists, such as"
                + " Weir's.")
        .flag("--force", "Send also what is there.")
        .flag("--dry-run", "Say what would be pushed, and send nothing.")
        .text(
            "--max-per-registry",
            "COUNT",
            "Here for oc's sake: Weir sends one layer after the other.")
        .text("--dir", "DIR", "Not supported: mirror from and to directories.")
        .text("--from-dir", "DIR", "Not supported: mirror from and to directories.")
        .with(RegistryAccess::addFlags)
        .with(CopyFlags::addSkipVerification);
  }

  private static List<ImageReference> images(AppendRequest request) {
    return Stream.concat(Stream.of(request.to()), request.from().stream()).toList();
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    for (String flag : List.of("--dir", "--from-dir")) {
      if (!call.text(flag).isEmpty()) {
        throw CliException.error(flag + " is not supported: " + DIRECTORIES);
      }
    }
    if (call.text("--to").isEmpty()) {
      throw CliException.error("--to is required");
    }
    Optional<PlatformPattern> filter = filter(call);
    try (AppendLayers layers = AppendLayers.of(call)) {
      return append(call, request(call, layers.files(), filter), filter);
    }
  }

  private static AppendRequest request(
      Call call, List<Path> layers, Optional<PlatformPattern> filter) {
    ImageReference to = reference(call.text("--to"));
    if (!to.id().isEmpty()) {
      throw CliException.error("--to may not point to an image by ID");
    }
    Optional<ImageReference> from =
        call.text("--from").isEmpty()
            ? Optional.empty()
            : Optional.of(reference(call.text("--from")));
    if (from.filter(it -> it.id().isEmpty() && it.tag().isEmpty()).isPresent()) {
      throw CliException.error("--from must point to an image ID or image tag");
    }
    var _ = CopyFlags.count(call, "--max-per-registry", 1);
    CopyFlags.warnOfSkippedVerification(call);
    return new AppendRequest(
        to,
        from,
        layers,
        new Changes(
            members(call, "--image"), meta(call), call.flag("--drop-history"), created(call)),
        from.isPresent() ? PlatformChoice.USUAL : platform(call.text("--filter-by-os")),
        filter.map(it -> it),
        call.flag("--keep-manifest-list"),
        call.flag("--force"),
        call.flag("--dry-run"));
  }

  private static ExitCode append(Call call, AppendRequest request, Optional<PlatformPattern> filter)
      throws IOException {
    Digest pushed;
    try (RegistryAccess access = RegistryAccess.open(call, images(request));
        AppendReport report = new AppendReport(call.context())) {
      pushed =
          new ImageAppend(
                  access.registries(), access.policy(request.to().registry()), access.keyring())
              .run(request, report);
    } catch (RemoteException e) {
      filter.ifPresent(PlatformPattern::check);
      throw CliException.error(RegistryAccess.advised(e));
    }
    call.print(
        "Pushed " + pushed + " to " + call.text("--to") + (request.dry() ? " (dry run)" : ""));
    return ExitCode.SUCCESS;
  }

  private static ImageReference reference(String text) {
    String reason = "it must name an image, such as HOST/PROJECT/NAME:TAG";
    if (text.startsWith("file://") || text.startsWith("oci:") || text.startsWith("s3://")) {
      throw CliException.error("\"" + text + "\" is not supported: " + DIRECTORIES);
    }
    try {
      ImageReference reference = ImageReference.parse(text);
      if (!reference.name().isEmpty()) {
        return reference;
      }
    } catch (IllegalArgumentException e) {
      reason = String.valueOf(e.getMessage());
    }
    throw CliException.error("\"" + text + "\" is not a valid image reference: " + reason);
  }

  private static ObjectNode members(Call call, String flag) {
    String json = call.text(flag);
    try {
      if (json.isEmpty()) {
        return Json.object();
      }
      if (Json.parse(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException _) {
      // said below
    }
    throw CliException.error(flag + " must be a JSON object");
  }

  private static ObjectNode meta(Call call) {
    ObjectNode meta = members(call, "--meta");
    for (String own : List.of("rootfs", "history")) {
      if (meta.has(own)) {
        throw CliException.error("--meta cannot set " + own + ": it follows from the layers");
      }
    }
    return meta;
  }

  private static Instant created(Call call) {
    String text = call.text("--created-at");
    try {
      if (text.isEmpty()) {
        return call.context().clock().instant();
      }
      return text.matches("-?\\d{1,15}")
          ? Instant.ofEpochMilli(Long.parseLong(text))
          : Instant.parse(text);
    } catch (DateTimeParseException _) {
      throw CliException.error(
          "--created-at must be a time such as 2018-01-02T15:04:05Z, or milliseconds since 1970");
    }
  }

  private static Optional<PlatformPattern> filter(Call call) {
    String text = call.text("--filter-by-os");
    return text.isEmpty() || call.text("--from").isEmpty()
        ? Optional.empty()
        : Optional.of(PlatformPattern.of(text));
  }

  private static Descriptor.Platform platform(String text) {
    String[] parts = (text.isEmpty() ? "linux/amd64" : text).split("/", 3);
    if (parts.length < 2) {
      throw CliException.error(
          "--filter-by-os must be of the form OS/ARCH[/VARIANT] where there is no --from");
    }
    return new Descriptor.Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
  }
}

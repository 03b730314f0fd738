package dev.weir.cli.image.copy;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.output.Spans;
import dev.weir.cli.registry.RegistryAccess;
import dev.weir.remote.mirror.Mapping;
import dev.weir.remote.mirror.Mirror;
import dev.weir.remote.mirror.MirrorFailure;
import dev.weir.remote.mirror.MirrorPlan;
import dev.weir.remote.mirror.MirrorPlanException;
import dev.weir.remote.mirror.MirrorRequest;
import dev.weir.resource.Sizes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** {@code image mirror}: copies images between registries, directories and layouts (cli.md 5). */
public final class MirrorImages implements Command {
  private static final int CENTIS = 10;

  @Override
  public Flags flags() {
    return Flags.of("image mirror SRC DST [DST…] | SRC=DST [SRC=DST…] | -f FILE")
        .describedAs(
            """
            Copy images between registries, and from and to directories, without keeping them here \
            in between. Blobs that are there are not sent again, and a mirror that was interrupted \
            is run again to go on.

            A source without tag and digest stands for all tags of its repository, and a * in a \
            tag for any letters; the destination is a repository then. Nothing is implied: an \
            image of Docker Hub itself is docker.io/library/NAME. file://NAME[:TAG] is a \
            repository in the directory of --dir, as a registry that is served by weir image serve \
            has it; oci:DIRECTORY[:TAG] is an OCI image layout.

            Of a list of images for several platforms the one for this machine is copied, unless \
            --filter-by-os or --keep-manifest-list says otherwise.\
            """)
        .examples(
            """
            # One image into this server's registry
            weir image mirror docker.io/library/busybox:1.36 127.0.0.1:5000/demo/busybox:1.36

            # All platforms, signatures and attestations, to two places
            weir image mirror --keep-manifest-list --referrers \\
              quay.io/team/app:v1 127.0.0.1:5000/demo/app:v1 127.0.0.1:5000/live/app:v1

            # All tags that begin with 1., for a site without a network: to a directory, and from it
            weir image mirror 'quay.io/team/app:1.*' file://team/app --dir=disk
            weir image mirror 'file://team/app:*' images.example.com:5000/demo/app --from-dir=disk

            # What a file lists, one SRC=DST on each line
            weir image mirror -f images.txt --continue-on-error\
            """)
        .texts(
            "-f,--filename",
            "FILE",
            "File of SRC=DST or SRC DST [DST…] on each line, after # a comment; - is standard"
                + " input. May be repeated.")
        .with(CopyFlags::addDirectories)
        .text(
            "--filter-by-os",
            "REGEX",
            "Which images of a list are copied, by OS/ARCH[/VARIANT]. A list of some of its images"
                + " is another list, with another digest, unless it is kept.")
        .flag(
            "--keep-manifest-list",
            "Keep lists as they are; with --filter-by-os only the images that it names come along,"
                + " which takes a registry for sparse lists, such as Weir's.")
        .flag("--referrers", "Copy what refers to the images as well: signatures, attestations.")
        .text("--max-per-registry", "COUNT", "Most requests to a registry at once; 6.")
        .text("--max-registry", "COUNT", "Most registries to copy to at once; 4.")
        .flag("--force", "Send also what is there.")
        .flag("--skip-mount", "Send blobs that another repository of the registry could lend.")
        .flag("--skip-missing", "Go on without sources that do not exist.")
        .flag("--continue-on-error", "Do all the rest before failing.")
        .flag("--dry-run", "Show what would be done, and send nothing.")
        .flag("--skip-multiple-scopes", "Here for oc's sake: Weir asks for one scope at a time.")
        .texts("--s3-source-bucket", "BUCKET/PATH", "Not supported.")
        .with(RegistryAccess::addFlags)
        .with(CopyFlags::addSkipVerification);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (!call.arguments().texts("--s3-source-bucket").isEmpty()) {
      throw CliException.error(
          "--s3-source-bucket is not supported: weir reads and writes no S3; mirror to a directory"
              + " (file://NAME --dir=DIR) and copy that");
    }
    List<Mapping> mappings = MappingArguments.of(call);
    PlatformPattern platforms = platforms(call);
    MirrorRequest request =
        new MirrorRequest(
            mappings,
            platforms,
            call.flag("--keep-manifest-list"),
            call.flag("--referrers"),
            call.flag("--force"),
            call.flag("--skip-mount"),
            call.flag("--skip-missing"),
            call.flag("--continue-on-error"),
            CopyFlags.count(call, "--max-per-registry", 6),
            CopyFlags.count(call, "--max-registry", 4));
    CopyFlags.warnOfSkippedVerification(call);
    try (Copies copies =
            Copies.open(
                call, mappings.stream().flatMap(it -> Stream.of(it.source(), it.target())));
        MirrorReport report = new MirrorReport(call.context())) {
      return new Run(call, request, platforms, new Mirror(copies.repositories(), report), report)
          .toItsEnd();
    }
  }

  private static PlatformPattern platforms(Call call) {
    String filter = call.text("--filter-by-os");
    if (!filter.isEmpty()) {
      return PlatformPattern.of(filter);
    }
    // an empty one that is given matches all
    return call.flag("--keep-manifest-list") || call.arguments().given("--filter-by-os")
        ? PlatformPattern.all()
        : PlatformPattern.ofThisMachine();
  }

  /** One mirror with what is said of it. */
  private record Run(
      Call call,
      MirrorRequest request,
      PlatformPattern platforms,
      Mirror mirror,
      MirrorReport report) {

    ExitCode toItsEnd() {
      long start = System.nanoTime();
      MirrorPlan plan = plan();
      report.expect(plan);
      say(PlanText.places(plan));
      tell(plan.failures());
      say(PlanText.phases(plan));
      report.say("info: Planning completed in " + Spans.exact(since(start, CENTIS / 2)));
      if (call.flag("--dry-run")) {
        report.say("info: Dry run complete");
        return end(plan.failures());
      }
      long began = System.nanoTime();
      List<MirrorFailure> failures = mirror.run(plan, request);
      report.say(
          "info: Mirroring completed in %s (%s)"
              .formatted(
                  Spans.exact(since(began, 0)),
                  Sizes.rate(report.bytes(), (System.nanoTime() - began) / 1e9)));
      return end(failures);
    }

    /** In hundredths of a second. */
    private static Duration since(long start, int roundedUp) {
      long millis = (System.nanoTime() - start) / 1_000_000 + roundedUp;
      return Duration.ofMillis(millis / CENTIS * CENTIS);
    }

    private MirrorPlan plan() {
      try {
        MirrorPlan plan = mirror.plan(request);
        platforms.check();
        return plan;
      } catch (MirrorPlanException e) {
        platforms.check();
        tell(e.failures());
        hint();
        throw CliException.error(String.valueOf(e.getMessage()));
      } catch (IllegalArgumentException e) {
        throw CliException.error(String.valueOf(e.getMessage()));
      }
    }

    /** Lines that end with one. */
    private void say(String text) {
      text.lines().forEach(report::say);
    }

    private void tell(List<MirrorFailure> failures) {
      failures.forEach(failure -> report.say("error: " + failure));
    }

    private ExitCode end(List<MirrorFailure> failures) {
      if (failures.isEmpty()) {
        return ExitCode.SUCCESS;
      }
      report.say("not mirrored:");
      failures.forEach(failure -> report.say("  " + failure));
      hint();
      throw CliException.error(
          request.goOn()
              ? "one or more errors occurred"
              : "one or more errors occurred while uploading images");
    }

    private void hint() {
      HubNames.hint(request.mappings()).ifPresent(hint -> report.say("hint: " + hint));
    }
  }
}

package dev.weir.cli.backup;

import dev.weir.backup.BackupException;
import dev.weir.backup.Place;
import dev.weir.backup.Summary;
import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.output.Progress;
import dev.weir.resource.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code backup}: everything that a running server has, on this machine's disk. */
public final class Backup implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("backup DIR|FILE.tar")
            .describedAs(
                """
                Take a backup of a running server: all that its store holds as of one moment, and \
                the blobs of its images. It goes on serving meanwhile.

                A directory that holds a backup already gets what is new only; the earlier backup \
                counts until the new one is whole. Only members of the group system:masters may \
                take backups: the server's admin.kubeconfig is the login of one.

                The server's keys stay where they are, and with them what only they open: Secrets \
                come back by their names only. --with-keys takes them along, locked by a \
                passphrase. "weir restore" makes a data directory of a backup.\
                """)
            .examples(
                """
                # Into a directory; the next time takes what is new only
                weir backup /backup/weir

                # Into a file, with everything that is needed to be the same server again
                weir backup --with-keys weir.tar

                # A directory for each day, which share what they have in common
                weir backup /backup/tuesday --base /backup/monday\
                """)
            .text(
                "--base",
                "DIR",
                "An earlier backup; blobs that it has are linked from there, or fetched where the"
                    + " disk knows no links.");
    return Passphrase.declare(flags, "Take the server's keys along, locked by a passphrase.");
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    if (call.positional().size() != 1) {
      throw CliException.usage("one directory or FILE.tar must be named to write the backup to");
    }
    Path to = call.context().file(call.positional().getFirst()).toAbsolutePath().normalize();
    requireOutside(to);
    Optional<Path> base = base(call, to);
    Optional<char[]> passphrase = Passphrase.chosen(call);
    try (Cluster cluster = Cluster.of(call);
        RunningServer server = RunningServer.begin(cluster, passphrase.isPresent());
        Destination destination = isTar(to) ? TarDestination.open(to) : directory(to, base)) {
      return take(call, to, new Taking(server, destination), passphrase);
    } catch (BackupException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    }
  }

  private static void requireOutside(Path to) throws IOException {
    try {
      Place.requireOutside(to);
    } catch (BackupException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    }
  }

  private static Destination directory(Path to, Optional<Path> base) throws IOException {
    return DirectoryDestination.open(to, base);
  }

  private static boolean isTar(Path to) {
    return to.toString().endsWith(".tar") && !Files.isDirectory(to);
  }

  private static Optional<Path> base(Call call, Path to) throws IOException {
    if (call.text("--base").isEmpty()) {
      return Optional.empty();
    }
    Path base = call.context().file(call.text("--base")).toAbsolutePath().normalize();
    if (isTar(to)) {
      throw CliException.usage("--base is for directories: a tar file has no links to another");
    }
    if (!Files.isRegularFile(base.resolve(Summary.FILE))) {
      throw CliException.error(
          "--base names "
              + base
              + ", which is no directory with a backup: there is no "
              + Summary.FILE
              + " in it");
    }
    return Optional.of(base);
  }

  private static ExitCode take(Call call, Path to, Taking taking, Optional<char[]> passphrase)
      throws IOException {
    Summary summary;
    try (Progress _ = Progress.of(call.context(), passed -> state(taking, passed))) {
      summary = taking.run(call.context().version(), call.context().clock().instant(), passphrase);
    }
    call.print(
        "backup of revision %d in %s: %d items, %d blobs (%s); %d blobs (%s) are new, %d went"
            .formatted(
                summary.revision(),
                to,
                summary.items() - summary.blobs(),
                summary.blobs(),
                Sizes.decimal(summary.blobBytes()),
                taking.fetched.get(),
                Sizes.decimal(taking.fetchedBytes.get()),
                taking.dropped()));
    call.print(
        summary.keys().isPresent()
            ? "the server's keys are in it, locked by the passphrase"
            : "the server's keys are not in it: Secrets would come back by their names only");
    if (!summary.missing().isEmpty()) {
      summary.missing().forEach(digest -> call.warn("missing: " + digest));
      call.warn(
          "error: the server has lost "
              + summary.missing().size()
              + " blobs, which were damaged on its disk; all else is in the backup. \"weir storage"
              + " check\" says which images have them");
      return ExitCode.FAILURE;
    }
    return ExitCode.SUCCESS;
  }

  private static String state(Taking taking, Duration passed) {
    return taking.seen.get() == 0
        ? "store: %d items, %d s".formatted(taking.items.get(), passed.toSeconds())
        : "blobs: %d of %d, %s of %s, %s fetched, %d s"
            .formatted(
                taking.seen.get(),
                taking.blobs.get(),
                Sizes.decimal(taking.seenBytes.get()),
                Sizes.decimal(taking.blobBytes.get()),
                Sizes.decimal(taking.fetchedBytes.get()),
                passed.toSeconds());
  }
}

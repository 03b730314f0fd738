package dev.weir.restoring;

import dev.weir.backup.BackupException;
import dev.weir.backup.Place;
import dev.weir.backup.Summary;
import dev.weir.cli.backup.Passphrase;
import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.output.Progress;
import dev.weir.failure.FileProblem;
import dev.weir.resource.Sizes;
import dev.weir.server.config.StartException;
import dev.weir.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code restore}: makes the data directory of a server of a backup. */
public final class Restore implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("restore BACKUP --data DIR")
            .describedAs(
                """
                Make a data directory of a backup that "weir backup" took: on any machine, for a \
                server with any addresses. The directory is empty or missing before, and whole or \
                not there after. Everything is compared with its digest before it is called done.

                Without --with-keys the server gets new keys: it has an authority of its own, all \
                logins are over, and Secrets have their names but not their content, which is \
                listed and has to be written again.\
                """)
            .examples(
                """
                # A server of its own from a backup
                weir restore /backup/weir --data /srv/weir
                weir serve --data /srv/weir

                # The same server again, with its keys and logins
                weir restore weir.tar --data /srv/weir --with-keys

                # Whether a backup is sound
                weir restore /backup/weir --check\
                """)
            .text("--data", "DIR", "The data directory to make.")
            .flag("--check", "Compare everything and write nothing.");
    return Passphrase.declare(flags, "Restore the keys of the server as well.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() != 1) {
      throw CliException.usage("one backup must be named, a directory or FILE.tar");
    }
    boolean check = call.flag("--check");
    if (check != call.text("--data").isEmpty()) {
      throw CliException.usage(
          check
              ? "--check writes nothing, so that --data makes no sense with it"
              : "--data DIR must say where the data directory is to be made");
    }
    Path from = call.context().file(call.positional().getFirst()).toAbsolutePath().normalize();
    try (CheckedBackup backup = CheckedBackup.open(from)) {
      Optional<char[]> passphrase = Passphrase.known(call);
      Map<String, byte[]> keys = passphrase.isPresent() ? backup.keys(passphrase.get()) : Map.of();
      Restoring restoring = new Restoring(backup, keys);
      return check ? check(call, backup, restoring) : restore(call, backup, restoring);
    } catch (BackupException | StartException | StoreException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw CliException.error(FileProblem.named(e));
    } catch (UncheckedIOException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    }
  }

  private static ExitCode check(Call call, CheckedBackup backup, Restoring restoring)
      throws IOException {
    try (Progress _ = Progress.of(call.context(), passed -> state(backup, restoring, passed))) {
      restoring.check();
    }
    call.print("the backup in " + backup.place() + " is sound: " + about(backup.summary()));
    return missing(call, backup.summary());
  }

  private static ExitCode restore(Call call, CheckedBackup backup, Restoring restoring)
      throws IOException {
    Path data = call.context().file(call.text("--data")).toAbsolutePath().normalize();
    Place.requireOutside(data);
    try (Progress _ = Progress.of(call.context(), passed -> state(backup, restoring, passed))) {
      restoring.into(data);
    } catch (BackupException e) {
      throw e;
    } catch (IOException e) {
      throw CliException.error(
          "cannot restore into "
              + data
              + ": "
              + FileProblem.named(e)
              + "; what was written there is removed");
    }
    call.print("restored into " + data + ": " + about(backup.summary()));
    restoring.lost().forEach(secret -> call.print("lost: " + secret));
    int lost = restoring.lost().size();
    if (lost > 0) {
      call.print(
          (lost == 1 ? "1 Secret has its name" : lost + " Secrets have their names")
              + " and not the content: write it again, and remove the annotation weir.dev/lost");
    }
    call.print("start it with: weir serve --data " + data);
    return missing(call, backup.summary());
  }

  private static String about(Summary summary) {
    return "revision %d of %s, %d items, %d blobs (%s)"
        .formatted(
            summary.revision(),
            summary.made(),
            summary.items() - summary.blobs(),
            summary.blobs(),
            Sizes.decimal(summary.blobBytes()));
  }

  private static ExitCode missing(Call call, Summary summary) {
    summary.missing().forEach(digest -> call.warn("missing: " + digest));
    if (summary.missing().isEmpty()) {
      return ExitCode.SUCCESS;
    }
    call.warn(
        "error: "
            + summary.missing().size()
            + " blobs were lost on the server before the backup; images that have them cannot be"
            + " pulled until they are pushed again. All else is there");
    return ExitCode.FAILURE;
  }

  private static String state(CheckedBackup backup, Restoring restoring, Duration passed) {
    return "items: %d, blobs: %d of %d, %s of %s, %d s"
        .formatted(
            restoring.items.get(),
            restoring.blobs.get(),
            backup.summary().blobs(),
            Sizes.decimal(restoring.bytes.get()),
            Sizes.decimal(backup.summary().blobBytes()),
            passed.toSeconds());
  }
}

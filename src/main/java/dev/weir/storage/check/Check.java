package dev.weir.storage.check;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.blob.file.Inspection;
import dev.weir.blob.file.Inspection.Verdict;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.Recent;
import dev.weir.storage.check.Finding.Kind;
import dev.weir.store.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * One check of all that is stored: first the bytes of every blob, then every key that refers to
 * something. It holds one page of keys at a time, and what was found goes out at once. What other
 * requests change meanwhile is no finding, and neither is what nobody needs any more: that is
 * collection's.
 */
public final class Check {
  private static final int TRIED = 10_000;

  /** With less than that, nothing is repaired: a write that stops in the middle helps nobody. */
  private static final long LEAST_ROOM = 16L << 20;

  private final FileBlobStore blobs;
  private final Ground ground;
  private final boolean takesAway;
  private final Remedy remedy;
  private final Recent<Digest, Boolean> tried = new Recent<>(TRIED);

  /**
   * A check of a store, once.
   *
   * @param takesAway whether a damaged blob is moved away where nothing is repaired, as whoever
   *     reads it would
   */
  public Check(
      Store store,
      FileBlobStore blobs,
      FileBlobStore mirror,
      InstantSource clock,
      boolean takesAway,
      Remedy remedy) {
    this.blobs = blobs;
    this.ground = Ground.of(store, blobs, mirror, clock);
    this.takesAway = takesAway;
    this.remedy = remedy;
  }

  /**
   * What is asked for.
   *
   * @param repair what follows from what is there is put in order
   * @param rate most bytes of blobs that are read in a second; empty for no bound
   */
  public record Request(boolean repair, OptionalLong rate) {}

  /** Brings lost blobs again, from wherever they are. */
  public interface Remedy {
    /** True if the blob is there now. */
    boolean bring(Digest digest);
  }

  /** Hears what comes of it; what it throws ends the check. */
  public interface Report {
    void found(Finding finding) throws IOException;

    void progress(Progress progress) throws IOException;

    /** A JSON object a line: all findings, and of progress as much as anybody reads. */
    static Report lines(Lines lines) {
      return new LineReport(lines);
    }
  }

  /** Takes lines. */
  public interface Lines {
    void line(ObjectNode line) throws IOException;
  }

  /** Makes a check, which is good for one run. */
  public interface Maker {
    Check make();
  }

  /**
   * How far a check is.
   *
   * @param step what is being looked at, such as {@code links}
   * @param done of the step
   * @param total of the step, as it was when it began; of blobs, shelves
   * @param bytes of blobs that were read so far, in all steps
   */
  public record Progress(String step, long done, long total, long bytes) {
    public ObjectNode json() {
      return Json.object()
          .put("type", "progress")
          .put("step", step)
          .put("done", done)
          .put("total", total)
          .put("bytes", bytes);
    }
  }

  /**
   * What came of a check.
   *
   * @param stopped why no more was repaired; empty if nothing stood in the way
   */
  public record Summary(
      long blobs, long bytes, long keys, long findings, long repaired, Optional<String> stopped) {
    /** True if all is in order by now. */
    public boolean isClean() {
      return findings == repaired && stopped.isEmpty();
    }

    public ObjectNode json() {
      ObjectNode json =
          Json.object()
              .put("type", "end")
              .put("blobs", blobs)
              .put("bytes", bytes)
              .put("entries", keys)
              .put("findings", findings)
              .put("repaired", repaired);
      stopped.ifPresent(why -> json.put("stopped", why));
      return json;
    }
  }

  /**
   * Checks everything.
   *
   * @throws NoRoomForRepairException if it shall repair and the disk is full; nothing was done
   */
  public Summary run(Request request, Report report) throws IOException {
    if (request.repair() && blobs.room() < LEAST_ROOM) {
      throw new NoRoomForRepairException(blobs.room());
    }
    return new Run(request, report).all();
  }

  /** Checks all keys that refer to something, and no bytes. */
  Summary keys(Report report) throws IOException {
    return new Run(new Request(false, OptionalLong.empty()), report).keys();
  }

  /** One run, and what it has counted. */
  private final class Run {
    private final Request request;
    private final Report report;
    private final Pace pace;
    private long compared;
    private long bytes;
    private long keys;
    private long findings;
    private long repaired;
    private Optional<String> stopped = Optional.empty();

    Run(Request request, Report report) {
      this.request = request;
      this.report = report;
      this.pace = new Pace(request.rate());
    }

    Summary all() throws IOException {
      files("blobs", ground.blobs(), false);
      files("mirrored blobs", ground.mirror(), true);
      return keys();
    }

    Summary keys() throws IOException {
      for (Look look : Looks.all(ground)) {
        new KeyCheck(ground.store(), look)
            .run(
                request.repair() && stopped.isEmpty(),
                this::settled,
                (done, total) -> {
                  keys++;
                  progress(look.name(), done, total);
                });
      }
      return new Summary(compared, bytes, keys, findings, repaired, stopped);
    }

    private void progress(String step, long done, long total) throws IOException {
      pace.read(0);
      report.progress(new Progress(step, done, total, bytes));
    }

    private void files(String step, Inspection inspection, boolean mirrored) throws IOException {
      for (String stray : inspection.strays()) {
        stray(inspection, stray);
      }
      long shelves = 0;
      for (String number : Inspection.SHELVES) {
        Inspection.Shelf shelf = inspection.shelf(number);
        for (String stray : shelf.strays()) {
          stray(inspection, stray);
        }
        for (Digest digest : shelf.blobs()) {
          file(step, shelves, inspection, mirrored, digest);
        }
        shelves++;
        progress(step, shelves, Inspection.SHELVES.size());
      }
    }

    private void file(
        String step, long shelves, Inspection inspection, boolean mirrored, Digest digest)
        throws IOException {
      Inspection.Seen seen =
          inspection.compare(
              digest,
              count -> {
                bytes += count;
                pace.read(count);
                report.progress(new Progress(step, shelves, Inspection.SHELVES.size(), bytes));
              });
      compared++;
      if (seen.verdict() == Verdict.DAMAGED || seen.verdict() == Verdict.UNREADABLE) {
        damaged(inspection, mirrored, digest, seen);
      }
    }

    private void damaged(
        Inspection inspection, boolean mirrored, Digest digest, Inspection.Seen seen)
        throws IOException {
      boolean away = takesAway || request.repair();
      if (away) {
        inspection.takeAway(digest, seen);
      }
      String what =
          seen.verdict() == Verdict.DAMAGED
              ? "its %d bytes on the disk are not those of its digest".formatted(seen.size())
              : "the disk does not give its bytes";
      Finding finding =
          Finding.of(
              Kind.DAMAGED_BLOB,
              digest.toString(),
              mirrored ? "mirror" : "",
              away
                  ? what
                      + "; moved to damaged/"
                      + digest.algorithm()
                      + (mirrored ? ", and fetched again when it is wanted" : "")
                  : what);
      found(away && (mirrored || isBrought(digest)) ? finding.asRepaired() : finding);
    }

    private void stray(Inspection inspection, String stray) throws IOException {
      Finding finding =
          Finding.of(Kind.STRAY_FILE, stray, "", "it lies among the blobs and is none");
      if (request.repair()) {
        inspection.putAside(stray);
      }
      found(request.repair() ? finding.asRepaired() : finding);
    }

    /** A fault that was found twice, and perhaps mended. */
    private void settled(Finding finding, Optional<String> stops) throws IOException {
      stops.filter(_ -> stopped.isEmpty()).ifPresent(why -> stopped = Optional.of(why));
      Optional<Digest> missing =
          Optional.of(finding)
              .filter(f -> f.kind() == Kind.MISSING_BLOB && !f.repaired())
              .flatMap(f -> Digest.tryParse(f.object()));
      found(
          missing.isPresent() && (takesAway || request.repair()) && isBrought(missing.get())
              ? finding.asRepaired()
              : finding);
    }

    private void found(Finding finding) throws IOException {
      findings++;
      repaired += finding.repaired() ? 1 : 0;
      report.found(finding);
    }
  }

  /** True if a lost blob is there again; else its images will say so. */
  private boolean isBrought(Digest digest) throws IOException {
    if (tried.find(digest).isEmpty()) {
      ground.blobs().note(digest);
      tried.keep(digest, remedy.bring(digest));
    }
    return ground.blobs().size(digest).isPresent();
  }
}

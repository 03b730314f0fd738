package dev.weir.storage.usage;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.blob.file.Inspection;
import dev.weir.imagestream.ImageStream;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.streams.Streams;
import dev.weir.streams.linked.DueLooks;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much of the disk each stream and each project takes. It is counted when somebody asks, by one
 * walk through all repositories for every so many blobs, so that what it remembers has a bound;
 * each blob has the size of its file, and counts for nobody, for one or for several. What is
 * written meanwhile counts or does not.
 *
 * <pre>
 *   own       of blobs that only this stream holds, or only streams of this project
 *   shared    of blobs that it holds and others do, too
 *   pending   of its own, what goes after the grace period, as nothing needs it any more
 *   prunable  of its own, what pruning by the usual rules would free ({@link PrunableParts})
 *   mirror    of other registries, kept for it; several streams may have the same bytes
 * </pre>
 *
 * The blobs on the disk are the own ones of all streams, those that several hold, each once, and
 * the loose ones that none holds.
 */
public final class Usage {
  private static final Logger LOG = LoggerFactory.getLogger(Usage.class);
  private static final int PAGE = 1000;
  private static final int MOST_AT_ONCE = 1 << 17;
  private static final String NOT_TOLD =
      "what pruning would free is not told, since what workloads use cannot be read";

  private final Streams streams;
  private final Repositories repositories;
  private final Mirrors mirrors;
  private final FileBlobStore blobs;
  private final Supplier<Stream<String>> named;
  private final int most;

  /**
   * Of a server.
   *
   * @param named pull specs as workloads have them; throws where that cannot be told
   */
  public Usage(
      Streams streams, Mirrors mirrors, FileBlobStore blobs, Supplier<Stream<String>> named) {
    this(streams, mirrors, blobs, named, MOST_AT_ONCE);
  }

  Usage(
      Streams streams,
      Mirrors mirrors,
      FileBlobStore blobs,
      Supplier<Stream<String>> named,
      int most) {
    this.streams = streams;
    this.repositories = new Repositories(streams);
    this.mirrors = mirrors;
    this.blobs = blobs;
    this.named = named;
    this.most = most;
  }

  /** Shelves that are looked at in one walk. */
  private record Slice(int from, int to, int blobs) {
    boolean has(Digest digest) {
      int shelf = Integer.parseInt(digest.hex().substring(0, 2), 16);
      return from <= shelf && shelf < to;
    }
  }

  /**
   * A {@code StorageUsage}: sums of everything, with all projects and streams.
   *
   * @param shown the only project that is listed; empty for all
   */
  public synchronized ObjectNode ofAll(String shown) throws IOException {
    Count count = count("");
    ObjectNode json = head();
    json.putObject("disk").put("capacityBytes", blobs.capacity()).put("freeBytes", blobs.room());
    ObjectNode totals = json.putObject("totals");
    totals
        .put("blobs", count.blobs)
        .put("blobBytes", count.own + count.shared + count.loose)
        .put("ownBytes", count.own)
        .put("sharedBytes", count.shared)
        .put("looseBytes", count.loose)
        .put("pendingBytes", count.marked);
    if (count.pruning.isPresent()) {
      totals.put("prunableBytes", count.prunable);
    }
    totals.put("mirrorBytes", mirrors.bytes());
    return items(json, count, shown);
  }

  /**
   * Of a project as it looks from inside: what others hold, too, is its own, so that nobody learns
   * what others have.
   */
  public synchronized ObjectNode of(String namespace) throws IOException {
    return items(head(), count(namespace), namespace);
  }

  private ObjectNode head() {
    return Json.object()
        .put("apiVersion", "weir.dev/v1")
        .put("kind", "StorageUsage")
        .put("time", streams.context().now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static ObjectNode items(ObjectNode json, Count count, String shown) {
    boolean told = count.pruning.isPresent();
    if (!told) {
      json.put("warning", NOT_TOLD);
    }
    ArrayNode projects = json.putArray("projects");
    for (int i = 0; i < count.projects.size(); i++) {
      if (shown.isEmpty() || shown.equals(count.projects.get(i))) {
        projects.add(count.ofProjects.get(i).json(count.projects.get(i), "", told));
      }
    }
    ArrayNode items = json.putArray("streams");
    for (int i = 0; i < count.names.size(); i++) {
      StreamName name = count.names.get(i);
      if (shown.isEmpty() || shown.equals(name.namespace())) {
        items.add(count.ofStreams.get(i).json(name.namespace(), name.name(), told));
      }
    }
    return json;
  }

  private Count count(String namespace) throws IOException {
    Count count = new Count(repositories.names(namespace), pruning());
    for (Slice slice : slices()) {
      Ledger ledger = ledger(slice);
      for (int i = 0; i < count.names.size(); i++) {
        hold(ledger, slice, count, i);
      }
      ledger.each(count::add);
      marks(ledger, slice, count);
    }
    mirror(count);
    return count;
  }

  private Optional<PrunableParts> pruning() {
    Instant now = streams.context().now();
    try (Stream<String> all = named.get()) {
      return Optional.of(
          new PrunableParts(
              now,
              PrunableParts.used(all, now),
              streams.images()::has,
              streams.content()::composition));
    } catch (RuntimeException e) {
      LOG.warn("{}: {}", NOT_TOLD, e.getMessage());
      return Optional.empty();
    }
  }

  private List<Slice> slices() throws IOException {
    Inspection files = blobs.inspection();
    List<Slice> slices = new ArrayList<>();
    int from = 0;
    int blobsOfSlice = 0;
    for (int shelf = 0; shelf < Inspection.SHELVES.size(); shelf++) {
      int more = files.shelf(Inspection.SHELVES.get(shelf)).blobs().size();
      if (blobsOfSlice > 0 && blobsOfSlice + more > most) {
        slices.add(new Slice(from, shelf, blobsOfSlice));
        from = shelf;
        blobsOfSlice = 0;
      }
      blobsOfSlice += more;
    }
    slices.add(new Slice(from, Inspection.SHELVES.size(), blobsOfSlice));
    return slices;
  }

  private Ledger ledger(Slice slice) throws IOException {
    Inspection files = blobs.inspection();
    Ledger ledger = new Ledger(slice.blobs());
    int room = 2 * Math.max(slice.blobs(), 1); // more may have come meanwhile
    for (String shelf : Inspection.SHELVES.subList(slice.from(), slice.to())) {
      for (Digest blob : files.shelf(shelf).blobs()) {
        OptionalLong size = files.size(blob);
        if (size.isPresent() && room-- > 0) {
          ledger.put(blob, size.getAsLong());
        }
      }
    }
    return ledger;
  }

  private void hold(Ledger ledger, Slice slice, Count count, int stream) {
    StreamName name = count.names.get(stream);
    int project = count.project[stream];
    Ledger.Held held =
        (size, anew) -> {
          count.ofStreams.get(stream).hold(size);
          if (anew) {
            count.ofProjects.get(project).hold(size);
          }
        };
    Optional<ImageStream> tagged = repositories.stream(name);
    Set<Digest> prunable =
        tagged
            .flatMap(it -> count.pruning.map(rules -> rules.of(it, () -> manifests(name))))
            .orElse(Set.of());
    Function<Digest, Ledger.Need> need =
        digest -> prunable.contains(digest) ? Ledger.Need.PRUNABLE : Ledger.Need.KEPT;
    streams
        .links()
        .each(
            name,
            (digest, link) -> {
              if (slice.has(digest)) {
                boolean needed = link.unused().isEmpty();
                ledger.hold(
                    digest, stream, project, needed ? need.apply(digest) : Ledger.Need.NONE, held);
              }
            });
    for (Digest digest : repositories.promoted(name, tagged)) {
      if (slice.has(digest)) {
        ledger.hold(digest, stream, project, need.apply(digest), held);
      }
    }
  }

  private List<Digest> manifests(StreamName repository) {
    List<Digest> found = new ArrayList<>();
    streams
        .links()
        .each(
            repository,
            (digest, link) -> {
              if (link.isManifest() && link.unused().isEmpty()) {
                found.add(digest);
              }
            });
    return found;
  }

  /** What no stream holds, and goes after the grace period. */
  private void marks(Ledger ledger, Slice slice, Count count) {
    Store store = streams.context().store();
    String after = "";
    Page page;
    do {
      page = store.range(RangeQuery.some(DueLooks.DIGESTS, after, PAGE));
      for (Entry entry : page.entries()) {
        after = entry.key();
        Digest.tryParse(after.substring(DueLooks.DIGESTS.length()))
            .filter(slice::has)
            .ifPresent(digest -> count.marked += ledger.loose(digest));
      }
    } while (page.more());
  }

  private void mirror(Count count) {
    Map<StreamName, Integer> at = new HashMap<>();
    for (int i = 0; i < count.names.size(); i++) {
      at.put(count.names.get(i), i);
    }
    mirrors
        .kept()
        .forEach(
            kept -> {
              Integer stream = at.get(kept.stream());
              if (stream != null) {
                count.ofStreams.get(stream).mirror(kept.size());
                count.ofProjects.get(count.project[stream]).mirror(kept.size());
              }
            });
  }
}

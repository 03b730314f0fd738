package dev.weir.streams;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.parts.Composition;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings links that earlier builds made to what is written today, once in the life of a store and
 * before anybody asks: each says since when, each manifest is found by its subject, and has a link
 * to all that it is made of. Cut into steps; whoever is interrupted, or did not find all bytes,
 * begins again at the next start, and writes only what is not written yet.
 */
public final class LinkUpgrade {
  private static final Logger LOG = LoggerFactory.getLogger(LinkUpgrade.class);
  private static final String FORMAT = "/formats/links";
  private static final int CURRENT = 2;
  private static final int LINKS_OF_A_PAGE = 500;

  private final Store store;
  private final RepositoryLinks links;
  private final StreamContent content;
  private final Map<String, Transaction> writes = new LinkedHashMap<>();
  private int unread;

  private LinkUpgrade(Store store, RepositoryLinks links, StreamContent content) {
    this.store = store;
    this.links = links;
    this.content = content;
  }

  /** Does nothing where it was done before. */
  public static void ensure(Store store, RepositoryLinks links, StreamContent content) {
    int found =
        store.get(FORMAT).map(e -> Json.parseObject(e.value()).path("format").asInt(0)).orElse(1);
    if (found < CURRENT) {
      LinkUpgrade upgrade = new LinkUpgrade(store, links, content);
      upgrade.run();
      if (upgrade.unread == 0) {
        byte[] done = Json.bytes(Json.object().put("format", CURRENT));
        store.commit(Transaction.builder().put(FORMAT, done).build());
      } else {
        LOG.warn(
            "{} manifests cannot be read; they are not found by their subjects, and lend their"
                + " parts no links, before a later start finds them",
            upgrade.unread);
      }
    }
  }

  private void run() {
    String after = "";
    Page page;
    do {
      page =
          store.range(new RangeQuery(RepositoryLinks.PREFIX, after, LINKS_OF_A_PAGE, Store.LATEST));
      for (Entry entry : page.entries()) {
        after = entry.key();
        upgrade(entry);
      }
      store.limits().pack(List.copyOf(writes.values())).forEach(store::commit);
      writes.clear();
    } while (page.more());
  }

  private void upgrade(Entry entry) {
    RepositoryLinks.Link link = links.decode(entry);
    String place = entry.key().substring(RepositoryLinks.PREFIX.length());
    int slash = place.lastIndexOf('/');
    StreamName repository = StreamName.parse(place.substring(0, slash));
    Digest digest = Digest.parse(place.substring(slash + 1));
    Optional<Composition> made = link.isManifest() ? composition(digest) : Optional.empty();
    RepositoryLinks.Link today = link.withSubject(made.flatMap(Composition::subject));
    if (!RepositoryLinks.isWritten(entry, today)) {
      add(repository, digest, today);
    }
    made.ifPresent(composition -> linkParts(repository, composition, link));
  }

  /** What cannot be read now does not keep the server from starting. */
  private Optional<Composition> composition(Digest manifest) {
    try {
      Optional<Composition> found = content.composition(manifest);
      if (found.isEmpty() && !content.hasBytes(manifest)) {
        unread++;
        LOG.debug("the bytes of {} are not there", manifest);
      }
      return found;
    } catch (UncheckedIOException e) {
      unread++;
      LOG.debug("{}", e.getMessage());
      return Optional.empty();
    }
  }

  private void linkParts(StreamName repository, Composition made, RepositoryLinks.Link whole) {
    made.config().ifPresent(config -> linkPart(repository, "", config, whole));
    made.blobs().forEach(blob -> linkPart(repository, "", blob, whole));
    for (Descriptor child : made.manifests()) {
      linkPart(repository, child.mediaType(), child, whole);
    }
  }

  private void linkPart(
      StreamName repository, String mediaType, Descriptor part, RepositoryLinks.Link whole) {
    boolean isManifest = !mediaType.isEmpty();
    if (!links.says(repository, part.digest(), isManifest)) {
      Optional<Digest> subject =
          isManifest ? composition(part.digest()).flatMap(Composition::subject) : Optional.empty();
      add(
          repository,
          part.digest(),
          new RepositoryLinks.Link(mediaType, part.size(), whole.since(), subject));
    }
  }

  private void add(StreamName repository, Digest digest, RepositoryLinks.Link link) {
    Transaction.Builder write = Transaction.builder();
    Transaction added = RepositoryLinks.add(write, repository, digest, link).build();
    var _ = writes.putIfAbsent(repository + "/" + digest, added); // a part of many is added once
  }
}

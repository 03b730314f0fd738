package dev.weir.streams;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Transaction;
import dev.weir.streams.parts.Composition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a manifest is made of that is pushed into a stream, as the stream is in the push's turn. */
final class PushedParts {
  private final RepositoryLinks links;
  private final StreamContent content;
  private final StreamName stream;
  private final PushedManifest pushed;

  /** By each manifest that the push brought, what the stream does not get with it. */
  private final Map<Digest, Set<Digest>> gaps = new HashMap<>();

  PushedParts(
      RepositoryLinks links, StreamContent content, StreamName stream, PushedManifest pushed) {
    this.links = links;
    this.content = content;
    this.stream = stream;
    this.pushed = pushed;
    pushed.gaps().forEach((manifest, missing) -> gaps.put(manifest, stillMissing(manifest)));
  }

  /**
   * Something may have come since it was looked for, and what was found may have gone. A child that
   * is here is asked for itself: its own note says the rest.
   */
  private Set<Digest> stillMissing(Digest manifest) {
    Optional<Composition> made = composition(manifest);
    Set<Digest> missing = new HashSet<>(pushed.gaps().getOrDefault(manifest, Set.of()));
    missing.removeIf(part -> made.filter(m -> content.holds(stream, m, part)).isPresent());
    made.stream()
        .flatMap(Composition::children)
        .filter(child -> !pushed.gaps().containsKey(child) && !content.canBePulled(stream, child))
        .forEach(missing::add);
    return missing;
  }

  private Optional<Composition> composition(Digest manifest) {
    return manifest.equals(pushed.digest())
        ? Optional.of(Composition.of(pushed.manifest()))
        : content.composition(manifest);
  }

  /**
   * Adds what notes the gaps.
   *
   * @param revision of the stream; what it shows by then does not count as a gap
   */
  void noteGaps(Transaction.Builder transaction, long revision) {
    links.gaps().write(transaction, stream, gaps);
    if (gaps.values().stream().anyMatch(missing -> !missing.isEmpty())) {
      transaction.ifAt(StreamKeys.stream(stream), revision);
    }
  }

  /**
   * Adds the link to the manifest itself.
   *
   * @param untagged whether it is pushed by its digest only
   */
  void linkWhole(Transaction.Builder transaction, boolean untagged) {
    Digest digest = pushed.digest();
    RepositoryLinks.Link link =
        links.manifest(
            pushed.manifest().mediaType(),
            pushed.bytes().length,
            Composition.subject(pushed.manifest()));
    Optional<RepositoryLinks.Stored> present =
        links.stored(stream, digest).filter(p -> link.sameContent(p.link()));
    if (present.isPresent()) {
      RepositoryLinks.rely(
          transaction,
          stream,
          digest,
          present.get(),
          known -> untagged ? pushedAgain(known) : known.takenUp());
      if (untagged && !pushedAgain(present.get().link()).equals(present.get().link())) {
        links.due().add(transaction, stream);
      }
      return;
    }
    RepositoryLinks.add(transaction, stream, pushed, untagged ? links.untagged(link) : link);
    links.due().bringBack(transaction, digest);
    if (untagged) {
      links.due().add(transaction, stream);
    }
  }

  private RepositoryLinks.Link pushedAgain(RepositoryLinks.Link known) {
    return links.mayGo(stream, known) ? links.untagged(known.withUnused(Optional.empty())) : known;
  }

  /**
   * Adds links to what is here. It may be here only through a tag of another image: the pushed one
   * keeps all of that, also when that tag is gone. What never was here gets no link by being named.
   * A link that is there stays as it was read, or becomes one that is needed: who takes it away
   * because nothing needed it is too late, or the push is.
   *
   * @param heldInOne false where the store takes less at once than the image has parts: then links
   *     that are needed already are not held
   */
  void link(Transaction.Builder transaction, boolean heldInOne) {
    Map<Digest, RepositoryLinks.Link> parts = new LinkedHashMap<>();
    Deque<Digest> open = new ArrayDeque<>(List.of(pushed.digest()));
    while (!open.isEmpty()) {
      here(open.removeFirst()).ifPresent(made -> collect(made, parts, open));
    }
    parts.forEach((digest, link) -> link(transaction, digest, link, heldInOne));
  }

  private void link(
      Transaction.Builder transaction,
      Digest digest,
      RepositoryLinks.Link link,
      boolean heldInOne) {
    Optional<RepositoryLinks.Stored> present =
        links.stored(stream, digest).filter(p -> p.link().isManifest() || !link.isManifest());
    if (present.isEmpty()) {
      RepositoryLinks.add(transaction, stream, digest, link);
      links.due().bringBack(transaction, digest);
    } else if (heldInOne || !present.get().link().takenUp().equals(present.get().link())) {
      RepositoryLinks.rely(
          transaction, stream, digest, present.get(), RepositoryLinks.Link::takenUp);
    }
  }

  /** What a manifest is made of without its gaps. */
  private Optional<Composition> here(Digest manifest) {
    Set<Digest> missing =
        gaps.containsKey(manifest) ? gaps.get(manifest) : links.gaps().of(stream, manifest);
    return missing.contains(manifest)
        ? Optional.empty()
        : composition(manifest).map(made -> made.without(missing));
  }

  private void collect(
      Composition made, Map<Digest, RepositoryLinks.Link> parts, Deque<Digest> open) {
    made.config().ifPresent(config -> parts.putIfAbsent(config.digest(), blob(config)));
    made.blobs().forEach(blob -> parts.putIfAbsent(blob.digest(), blob(blob)));
    for (Descriptor child : made.manifests()) {
      Optional<Digest> subject = composition(child.digest()).flatMap(Composition::subject);
      RepositoryLinks.Link link = links.manifest(child.mediaType(), child.size(), subject);
      RepositoryLinks.@Nullable Link known = parts.put(child.digest(), link);
      if (known == null || !known.isManifest()) {
        open.add(child.digest());
      }
    }
  }

  private RepositoryLinks.Link blob(Descriptor blob) {
    return links.blob(blob.size());
  }
}

package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import dev.weir.streams.RepositoryLinks.Link;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What decides about the links of a repository, as it was read.
 *
 * @param links what was pushed or mounted there
 * @param tags of its stream; none if there is no stream
 * @param made what manifests are made of that are linked, tagged, or listed by others
 * @param unread manifests of the integrated registry of which that cannot be told
 * @param gaps by manifest, what did not come with it
 * @param withoutImage linked manifests whose Image object was deleted
 * @param leases what somebody who pushes there was told of, and until when it stays for that
 * @param inUse what workloads use, wherever it is
 */
public record Repository(
    Map<Digest, Link> links,
    List<Tag> tags,
    Map<Digest, Made> made,
    Set<Digest> unread,
    Map<Digest, Set<Digest>> gaps,
    Set<Digest> withoutImage,
    Map<Digest, Instant> leases,
    Set<Digest> inUse) {
  public Repository {
    links = Map.copyOf(links);
    tags = List.copyOf(tags);
    made = Map.copyOf(made);
    unread = Set.copyOf(unread);
    gaps = Map.copyOf(gaps);
    withoutImage = Set.copyOf(withoutImage);
    leases = Map.copyOf(leases);
    inUse = Set.copyOf(inUse);
  }

  /** The same, while workloads use these. */
  Repository usedBy(Set<Digest> workloads) {
    return new Repository(links, tags, made, unread, gaps, withoutImage, leases, workloads);
  }

  /**
   * A tag with its history.
   *
   * @param images of all its events
   * @param subject what it only tells of; empty for one that is there for its own sake
   */
  public record Tag(String name, Set<Digest> images, Optional<Subject> subject) {
    public Tag {
      images = Set.copyOf(images);
    }
  }

  /**
   * An image of which a tag only tells; see {@link dev.weir.streams.parts.Telling}.
   *
   * @param left since when it is gone from the stream, where it was before
   * @param held whether something holds it, wherever that is: then its Image object is there
   */
  public record Subject(Digest image, Optional<Instant> left, boolean held) {}

  /**
   * What a manifest is made of.
   *
   * @param manifests that it lists
   * @param blobs its configuration and layers
   */
  public record Made(Set<Digest> manifests, Set<Digest> blobs) {
    public Made {
      manifests = Set.copyOf(manifests);
      blobs = Set.copyOf(blobs);
    }
  }
}

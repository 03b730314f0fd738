package dev.weir.storage.check;

import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.storage.check.Finding.Kind;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import dev.weir.streams.parts.Composition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * Links of repositories: the blob is there, and as large as the link says; a manifest can be read,
 * is of that type and about that subject, which finds it.
 */
final class Links implements Look {
  static final String PREFIX = "/links/";
  static final String REFERRERS = "/referrers/";

  private final Ground ground;
  private final boolean upgraded;

  /**
   * @param upgraded whether links say what today's builds write
   */
  Links(Ground ground, boolean upgraded) {
    this.ground = ground;
    this.upgraded = upgraded;
  }

  @Override
  public String name() {
    return "links";
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  /** A link as it is read. */
  private record Read(Entry entry, StreamKey key, Digest digest, ObjectNode value) {
    String type() {
      return Json.string(value, "mediaType");
    }

    Optional<Digest> subject() {
      return Digest.tryParse(Json.string(value, "subject"));
    }

    Finding finding(Kind kind, String message) {
      return Finding.of(kind, digest.toString(), key.stream(), message);
    }

    /** The same with another value. */
    Transaction.Builder rewritten(ObjectNode changed) {
      return Transaction.builder()
          .ifAt(entry.key(), entry.modRevision())
          .put(entry.key(), Json.bytes(changed));
    }

    String referrer(Digest subject) {
      return REFERRERS + key.stream() + "/" + subject + "/" + digest;
    }
  }

  @Override
  public List<Fault> look(Entry entry, long at) {
    Optional<StreamKey> key = StreamKey.parse(PREFIX, entry.key());
    Optional<Digest> digest = key.flatMap(StreamKey::digest);
    if (digest.isEmpty()) {
      return List.of(
          Fault.beyondRepair(
              Finding.of(Kind.UNREADABLE_ENTRY, entry.key(), "", "the key names no link")));
    }
    Read read = new Read(entry, key.get(), digest.get(), Json.parseObject(entry.value()));
    OptionalLong size = ground.size(read.digest());
    if (size.isEmpty()) {
      return List.of(
          Fault.beyondRepair(
              read.finding(
                  Kind.MISSING_BLOB,
                  "the repository links to it and its bytes are not there; push it again")));
    }
    List<Fault> faults = new ArrayList<>();
    size(read, size.getAsLong()).ifPresent(faults::add);
    if (!read.type().isEmpty() && faults.isEmpty()) {
      faults.addAll(manifest(read, at));
    }
    return faults;
  }

  /** A file that is not the blob is for whoever looks at files. */
  private Optional<Fault> size(Read read, long size) {
    long said = read.value().path("size").asLong(0);
    if (said == size || !ground.isSound(read.digest())) {
      return Optional.empty();
    }
    Finding finding =
        read.finding(
            Kind.WRONG_SIZE, "the link says %d bytes, and the blob has %d".formatted(said, size));
    ObjectNode right = read.value().deepCopy();
    right.put("size", size);
    return Optional.of(Fault.of(finding, read.rewritten(right)));
  }

  private List<Fault> manifest(Read read, long at) {
    Optional<byte[]> bytes = bytes(read.digest());
    if (bytes.isEmpty()) {
      return List.of(); // damaged, which is said of the blob
    }
    try {
      return subject(read, ManifestReader.readStored(read.type(), bytes.get()), at);
    } catch (ManifestException e) {
      return List.of(otherType(read, bytes.get(), e));
    }
  }

  private Optional<byte[]> bytes(Digest digest) {
    try {
      return ground.blobs().read(digest, ManifestReader.MAX_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fault otherType(Read read, byte[] bytes, ManifestException why) {
    try {
      Manifest manifest = ManifestReader.readStored(bytes);
      Finding finding =
          read.finding(
              Kind.WRONG_TYPE,
              "the link says it is \"%s\", and the manifest is \"%s\""
                  .formatted(read.type(), manifest.mediaType()));
      ObjectNode right = read.value().deepCopy();
      right.put("mediaType", manifest.mediaType());
      return Fault.of(finding, read.rewritten(right));
    } catch (ManifestException _) {
      return Fault.beyondRepair(
          read.finding(
              Kind.BAD_MANIFEST, "it is linked as a manifest and is none: " + why.getMessage()));
    }
  }

  private List<Fault> subject(Read read, Manifest manifest, long at) {
    if (!upgraded) {
      return List.of();
    }
    Optional<Digest> subject = Composition.subject(manifest);
    if (!subject.equals(read.subject())) {
      Finding finding =
          read.finding(
              Kind.WRONG_SUBJECT,
              "the link says its subject is %s, and the manifest says %s"
                  .formatted(named(read.subject()), named(subject)));
      ObjectNode right = read.value().deepCopy();
      right.remove("subject");
      subject.ifPresent(digest -> right.put("subject", digest.toString()));
      Transaction.Builder mend = read.rewritten(right);
      read.subject().ifPresent(digest -> mend.delete(read.referrer(digest)));
      subject.ifPresent(digest -> mend.put(read.referrer(digest), Json.bytes(Json.object())));
      return List.of(Fault.of(finding, mend));
    }
    if (subject.isPresent() && ground.store().get(read.referrer(subject.get()), at).isEmpty()) {
      Finding finding =
          read.finding(Kind.MISSING_REFERRER, "it is not found by its subject " + subject.get());
      String key = read.referrer(subject.get());
      return List.of(
          Fault.of(
              finding,
              Transaction.builder()
                  .ifAt(read.entry().key(), read.entry().modRevision())
                  .ifAbsent(key)
                  .put(key, Json.bytes(Json.object()))));
    }
    return List.of();
  }

  private static String named(Optional<Digest> digest) {
    return digest.map(Digest::toString).orElse("nothing");
  }
}

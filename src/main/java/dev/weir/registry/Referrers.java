package dev.weir.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.blob.BlobReader;
import dev.weir.http.Exchange;
import dev.weir.http.LongBody;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.MediaTypes;
import dev.weir.manifest.ReferrerDescriptor;
import dev.weir.pullthrough.stream.Arrival;
import dev.weir.pullthrough.stream.Came;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.pullthrough.stream.PullThroughException;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Reference;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.streams.RepositoryLinks;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /v2/<name>/referrers/<digest>} (registry.md 1.6): manifests of the repository whose
 * subject that is, those that older clients listed under the fallback tag, and, of an image of
 * another registry, those that are there.
 */
final class Referrers implements Action.OnRepository {
  private static final byte[] HEAD =
      "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":["
          .formatted(MediaTypes.OCI_INDEX)
          .getBytes(US_ASCII);
  private static final byte[] COMMA = {','};
  private static final byte[] TAIL = {']', '}'};

  private final RepositoryContent content;
  private final BlobReader blobs;
  private final RepositoryLinks links;
  private final PullThrough through;

  Referrers(RegistryDoor.Parts parts, RepositoryContent content) {
    this.content = content;
    this.blobs = parts.blobs();
    this.links = parts.links();
    this.through = parts.through();
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    Digest subject = call.digest();
    Map<Digest, byte[]> found = new LinkedHashMap<>();
    collectLinked(call.repository(), subject, found);
    collectFallback(call.repository(), subject, found);
    collectElsewhere(call, subject, found);
    String wanted = call.http().query("artifactType");
    if (!wanted.isEmpty()) {
      found.values().removeIf(one -> !wanted.equals(ReferrerDescriptor.artifactType(one)));
      call.http().setHeader("OCI-Filters-Applied", "artifactType");
    }
    send(call.http(), found.values());
  }

  private static void send(Exchange http, Collection<byte[]> descriptors) throws IOException {
    long commas = Math.max(0, descriptors.size() - 1);
    long length =
        descriptors.stream().mapToLong(one -> one.length).sum()
            + commas
            + HEAD.length
            + TAIL.length;
    http.status(200).setHeader("Content-Length", Long.toString(length));
    LongBody body = new LongBody(http, MediaTypes.OCI_INDEX);
    byte[] before = HEAD;
    for (byte[] descriptor : descriptors) {
      body.write(before);
      body.write(descriptor);
      before = COMMA;
    }
    if (descriptors.isEmpty()) {
      body.write(HEAD);
    }
    body.write(TAIL);
    body.end();
  }

  /**
   * Most say in the store how they are listed, and it is enough that their bytes are there; the
   * manifests of the others are read.
   */
  private void collectLinked(StreamName repository, Digest subject, Map<Digest, byte[]> found)
      throws IOException {
    for (RepositoryLinks.Referrer referrer : links.referrers(repository, subject)) {
      Optional<byte[]> described =
          referrer.described().filter(_ -> blobs.size(referrer.digest()).isPresent());
      if (described.isPresent()) {
        found.put(referrer.digest(), described.get());
      } else {
        content
            .manifest(repository, new Reference.Exact(referrer.digest()))
            .ifPresent(came -> found.put(referrer.digest(), describe(came.content())));
      }
    }
  }

  /** What is known here is given, whatever becomes of the question elsewhere. */
  private void collectElsewhere(RepositoryCall call, Digest subject, Map<Digest, byte[]> found) {
    try {
      Came<List<Descriptor>> more = through.referrers(call.repository(), subject);
      add(more.content(), found);
      ThroughWords.tell(call.http(), more.how());
    } catch (PullThroughException e) {
      if (found.isEmpty()) {
        throw ThroughWords.refusal(e, RegistryErrors.MANIFEST_UNKNOWN);
      }
      String why = String.valueOf(e.getMessage());
      ThroughWords.tell(call.http(), new Arrival.Stale(why, Duration.ZERO));
    }
  }

  private void collectFallback(StreamName repository, Digest subject, Map<Digest, byte[]> found)
      throws IOException {
    String tag = subject.algorithm() + "-" + cut(subject.hex());
    content
        .manifest(repository, new Reference.Tag(tag))
        .map(came -> came.content().manifest())
        .ifPresent(
            manifest -> {
              if (manifest instanceof Manifest.IndexManifest index) {
                add(index.manifests(), found);
              }
            });
  }

  private static String cut(String hex) {
    return hex.substring(0, Math.min(64, hex.length()));
  }

  private static void add(List<Descriptor> more, Map<Digest, byte[]> found) {
    more.forEach(d -> found.computeIfAbsent(d.digest(), _ -> ReferrerDescriptor.encode(d)));
  }

  private static byte[] describe(StoredManifest stored) {
    return ReferrerDescriptor.encode(
        ReferrerDescriptor.of(stored.manifest(), stored.digest(), stored.size()));
  }
}

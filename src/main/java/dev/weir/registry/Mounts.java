package dev.weir.registry;

import dev.weir.access.User;
import dev.weir.blob.BlobStore;
import dev.weir.blob.PushLeases;
import dev.weir.pullthrough.stream.Came;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import dev.weir.registry.upload.Holders;
import dev.weir.registry.upload.Mountable;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamNames;
import dev.weir.window.WindowNames;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Blobs that the caller may mount: those that they could pull, and whose bytes are here. What has
 * to be fetched first is an ordinary upload.
 */
final class Mounts implements Mountable {
  /** Streams that are looked at for a blob of which nothing is remembered. */
  private static final int LOOKED_AT = 256;

  private final RepositoryContent pushed;
  private final PullThrough through;
  private final BlobStore blobs;
  private final Leases leases;
  private final Access access;
  private final WindowNames windows;
  private final RepositoryLinks links;
  private final StreamNames streams;
  private final Holders holders = new Holders();

  Mounts(RegistryDoor.Parts parts, RepositoryContent pushed, Leases leases, Access access) {
    this.pushed = pushed;
    this.through = parts.through();
    this.blobs = parts.blobs();
    this.leases = leases;
    this.access = access;
    this.windows = parts.windows().names();
    this.links = parts.links();
    this.streams = parts.names();
  }

  @Override
  public Optional<Long> size(RepositoryCall call, Digest digest) throws IOException {
    Optional<Long> here = held(call.repository(), call.repository(), digest);
    if (here.isPresent()) {
      return here;
    }
    if (!call.http().hasQuery("from")) {
      return anywhere(call, digest);
    }
    Optional<StreamName> from = windows.stream(call.http().query("from"));
    return from.isPresent() && mayPull(call.user(), from.get())
        ? held(call.repository(), from.get(), digest)
        : Optional.empty();
  }

  @Override
  public void coming(StreamName repository, Digest digest) {
    leases.grant(repository, digest);
  }

  @Override
  public void uploading(StreamName repository, String upload) {
    leases.pushes().uploading(repository, upload);
  }

  @Override
  public PushLeases.Sending sending(StreamName repository, String upload) {
    return leases.pushes().sending(repository, upload);
  }

  @Override
  public void uploaded(StreamName repository, String upload, Digest blob) {
    leases.pushes().uploaded(repository, upload, blob);
  }

  @Override
  public void cancelled(StreamName repository, String upload) {
    leases.pushes().cancelled(repository, upload);
  }

  @Override
  public void came(StreamName repository, Digest digest) {
    holders.came(repository, digest);
  }

  /**
   * From wherever the caller may pull it: where it came lately, else where it was pushed among the
   * first streams of the same project, and of all. What others have decides neither the answer nor
   * how much is asked and looked for.
   */
  private Optional<Long> anywhere(RepositoryCall call, Digest digest) throws IOException {
    Holders.Places places = holders.of(digest);
    List<StreamName> pulled = pulled(call.user(), places.known());
    List<StreamName> _ = pulled(call.user(), places.others());
    Optional<Long> lately = first(call.repository(), pulled, digest);
    if (lately.isPresent()) {
      return lately;
    }
    for (String after : List.of(call.repository().namespace() + "/", "")) {
      List<StreamName> linked =
          pulled(call.user(), streams.after(after, LOOKED_AT).names()).stream()
              .filter(stream -> links.find(stream, digest).isPresent())
              .toList();
      Optional<Long> found = first(call.repository(), linked, digest);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private List<StreamName> pulled(User user, List<StreamName> places) {
    return places.stream().filter(place -> mayPull(user, place)).toList();
  }

  private Optional<Long> first(StreamName into, List<StreamName> places, Digest digest)
      throws IOException {
    for (StreamName place : places) {
      Optional<Long> size = held(into, place, digest);
      if (size.isPresent()) {
        return size;
      }
    }
    return Optional.empty();
  }

  private boolean mayPull(User user, StreamName stream) {
    return access.may(user, Right.PULL.on(stream));
  }

  private Optional<Long> held(StreamName into, StreamName repository, Digest digest)
      throws IOException {
    Optional<Long> size = pushed.size(repository, digest).map(Came::content);
    return size.isPresent() && leases.renew(into, digest)
        ? size
        : adopted(into, repository, digest);
  }

  private Optional<Long> adopted(StreamName into, StreamName repository, Digest digest)
      throws IOException {
    leases.grant(into, digest);
    return through.adoptMirrored(repository, digest, blobs);
  }
}

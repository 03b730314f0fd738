package dev.weir.remote.mirror;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.mirror.MirrorPlan.BlobPlan;
import dev.weir.remote.mirror.MirrorPlan.RepositoryPlan;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.TargetRepository;

/** Brings one blob to one repository: it may be there, or be mounted, or has to be sent. */
final class BlobCopy {
  private final MirrorRun mirror;
  private final TargetRepository target;
  private final Location to;
  private final BlobPlan plan;
  private final Digest digest;
  private final long size;

  BlobCopy(MirrorRun mirror, TargetRepository target, RepositoryPlan repository, BlobPlan plan) {
    this.mirror = mirror;
    this.target = target;
    this.to = repository.target();
    this.plan = plan;
    Descriptor descriptor = plan.descriptor();
    this.digest = descriptor.digest();
    this.size = descriptor.size();
  }

  /** True if it was sent. */
  boolean run() {
    if (!mirror.request().force() && target.hasBlob(plan.descriptor())) {
      mirror.progress().present(to, digest, size);
      return false;
    }
    if (isMounted()) {
      mirror.progress().mounted(to, digest, size);
      return false;
    }
    String from = mirror.repositories().sourcePlace(plan.source());
    return mirror.reads().through(from, this::send);
  }

  /** What cannot be mounted is sent, whatever the reason. */
  private boolean isMounted() {
    if (plan.mountFrom().isEmpty() || mirror.request().skipMount()) {
      return false;
    }
    try {
      return target.mount(digest, plan.mountFrom().get());
    } catch (RemoteException e) {
      if (e.kind() == RemoteException.Kind.STOPPED) {
        throw e;
      }
      return false;
    }
  }

  private boolean send() {
    mirror.progress().uploading(to, digest, size);
    try {
      upload();
    } catch (RuntimeException e) {
      mirror.progress().abandoned(to, digest);
      throw e;
    }
    mirror.progress().uploaded(to, digest, size);
    return true;
  }

  private void upload() {
    try (SourceBlob blob =
        new SourceBlob(
            plan.descriptor(),
            mirror.source(plan.source()),
            mirror.pause(),
            bytes -> mirror.progress().sent(to, digest, bytes))) {
      try {
        target.upload(digest, size, blob);
      } catch (RemoteException e) {
        throw blob.failure().orElse(e);
      }
    }
  }
}

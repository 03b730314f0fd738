package dev.weir.remote.mirror;

import dev.weir.reference.Digest;
import dev.weir.remote.repository.Location;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps what it is told. */
final class TestProgress implements MirrorProgress {
  final List<String> warnings = new CopyOnWriteArrayList<>();
  final List<String> infos = new CopyOnWriteArrayList<>();
  final List<String> uploaded = new CopyOnWriteArrayList<>();
  final List<String> present = new CopyOnWriteArrayList<>();
  final List<String> mounted = new CopyOnWriteArrayList<>();

  /** {@code DIGEST REPO[:TAG]}. */
  final List<String> pushed = new CopyOnWriteArrayList<>();

  final List<MirrorFailure> failed = new CopyOnWriteArrayList<>();
  final AtomicLong bytes = new AtomicLong();

  @Override
  public void warning(String text) {
    warnings.add(text);
  }

  @Override
  public void info(String text) {
    infos.add(text);
  }

  @Override
  public void abandoned(Location target, Digest blob) {}

  @Override
  public void present(Location target, Digest blob, long size) {
    present.add(blob + " " + target.withTag("").text());
  }

  @Override
  public void uploading(Location target, Digest blob, long size) {}

  @Override
  public void sent(Location target, Digest blob, long more) {
    bytes.addAndGet(more);
  }

  @Override
  public void uploaded(Location target, Digest blob, long size) {
    uploaded.add(blob + " " + target.repositoryPath());
  }

  @Override
  public void mounted(Location target, Digest blob, long size) {
    mounted.add(blob + " " + target.repositoryPath());
  }

  @Override
  public void pushed(Location target, Digest manifest, String tag) {
    pushed.add(manifest + " " + target.repositoryPath() + (tag.isEmpty() ? "" : ":" + tag));
  }

  @Override
  public void failed(MirrorFailure failure) {
    failed.add(failure);
  }
}

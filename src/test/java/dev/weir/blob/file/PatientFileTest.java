package dev.weir.blob.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose disk virtual threads wait for. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PatientFileTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final byte[] BYTES = new byte[200_001];

  static {
    new Random(5).nextBytes(BYTES);
  }

  @TempDir private Path directory;

  private Path pipe() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor())
        .isZero();
    return pipe;
  }

  /** Whoever reads the pipe waits in a call of the system, like whoever reads a hung disk. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void readsOfADiskThatDoesNotAnswerHoldUpNobodyElse(int processors) throws Exception {
    PatientFiles files = new PatientFiles(2 * PROCESSORS, Math.min(processors, PROCESSORS));
    int many = 4 * PROCESSORS;
    ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
    List<Future<Integer>> reads = new ArrayList<>();
    Path pipe = pipe();
    try (FileChannel writer =
        FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int i = 0; i < many; i++) {
        FileChannel hung = files.of(FileChannel.open(pipe, StandardOpenOption.READ));
        reads.add(virtual.submit(() -> read(hung)));
      }
      for (int i = 0; i < many; i++) { // each of these comes after some of those
        assertThat(virtual.submit(() -> "others").get(10, TimeUnit.SECONDS)).isEqualTo("others");
      }
      assertThat(reads).noneMatch(Future::isDone);

      assertThat(writer.write(ByteBuffer.allocate(many))).isEqualTo(many);

      for (Future<Integer> read : reads) {
        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(1);
      }
    } finally {
      virtual.shutdownNow();
    }
  }

  private static int read(FileChannel file) throws IOException {
    try (file) {
      return file.read(ByteBuffer.allocate(1));
    }
  }

  @Test
  void aDiskThatDoesNotOpenAFileHoldsUpNobodyElse() throws Exception {
    Path pipe = pipe();
    DiskFiles files = new DiskFiles(Carriers.half(PROCESSORS));
    ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
    List<Future<Boolean>> openings = new ArrayList<>();
    for (int i = 0; i < 4 * PROCESSORS; i++) {
      openings.add(virtual.submit(() -> files.open(pipe).isPresent()));
    }

    try {
      assertThat(virtual.submit(() -> "others").get(10, TimeUnit.SECONDS)).isEqualTo("others");
      assertThat(openings).noneMatch(Future::isDone);
    } finally {
      try (FileChannel _ =
          FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        for (Future<Boolean> opening : openings) {
          assertThat(opening.get(10, TimeUnit.SECONDS)).isTrue();
        }
      }
      virtual.shutdownNow();
    }
  }

  @Test
  void readsAsTheFileItIsOf() throws Exception {
    Path file = Files.write(directory.resolve("file"), BYTES);
    PatientFiles files = new PatientFiles(1, 1);
    try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      virtual.submit(() -> readsAsTheFile(files, file)).get();
    }
    readsAsTheFile(files, file);
  }

  private static Void readsAsTheFile(PatientFiles files, Path file) throws IOException {
    try (FileChannel open = files.of(FileChannel.open(file, StandardOpenOption.READ))) {
      for (ByteBuffer whole :
          List.of(
              ByteBuffer.allocate(BYTES.length),
              ByteBuffer.allocate(BYTES.length + 7),
              ByteBuffer.allocateDirect(BYTES.length))) {
        assertThat(open.position(0).read(whole)).isEqualTo(BYTES.length);
        assertThat(open.position()).isEqualTo(open.size()).isEqualTo(BYTES.length);
        assertThat(whole.flip()).isEqualTo(ByteBuffer.wrap(BYTES));
        assertThat(open.read(ByteBuffer.allocate(100_000))).isEqualTo(-1);
        assertThat(open.read(whole.clear().limit(0))).isZero();
      }
      ByteBuffer part = ByteBuffer.allocate(100_010).position(10);
      assertThat(open.read(part, 99_000)).isEqualTo(100_000);
      assertThat(part.position(10)).isEqualTo(ByteBuffer.wrap(BYTES, 99_000, 100_000));
      assertThat(open.read(part.clear(), BYTES.length)).isEqualTo(-1);
      ByteBuffer[] two = {ByteBuffer.allocate(3), ByteBuffer.allocate(4)};
      assertThat(open.position(1).read(two)).isEqualTo(7);
      assertThat(two[1].array()).containsExactly(Arrays.copyOfRange(BYTES, 4, 8));
      Path copy = Files.createTempFile(file.getParent(), "copy", "");
      try (FileChannel target = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        assertThat(open.transferTo(5, 1000, target)).isEqualTo(1000);
      }
      assertThat(Files.readAllBytes(copy)).isEqualTo(Arrays.copyOfRange(BYTES, 5, 1005));
    }
    return null;
  }

  @Test
  void failuresKeepNoCarrier() throws Exception {
    BlockingCalls calls = new BlockingCalls("calls-", 1, Carriers.half(2));
    Path nothing = directory.resolve("nothing");
    try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 3; i++) {
        Future<Long> failed = virtual.submit(() -> calls.run(() -> Files.size(nothing)));
        assertThatThrownBy(failed::get).hasRootCauseInstanceOf(NoSuchFileException.class);
      }

      Future<Thread> ran = virtual.submit(() -> calls.run(Thread::currentThread));
      assertThat(ran.get().isVirtual()).as("not handed over").isTrue();
    }
  }
}

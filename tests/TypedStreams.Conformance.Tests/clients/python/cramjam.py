"""The part of cramjam's interface that aiokafka uses, over the bindings that Debian packages."""
import lz4.frame as _frame
import snappy as _snappy
import zstandard


class snappy:
    @staticmethod
    def compress_raw(data):
        return _snappy.compress(bytes(data))

    @staticmethod
    def decompress_raw(data):
        return _snappy.decompress(bytes(data))


class _Lz4Compressor:
    def __init__(self, level, content_checksum, block_linked):
        self._options = {
            "compression_level": level, "content_checksum": content_checksum, "block_linked": block_linked}
        self._parts = []

    def compress(self, data):
        self._parts.append(bytes(data))

    def finish(self):
        return _frame.compress(b"".join(self._parts), store_size=False, **self._options)


class lz4:
    Compressor = _Lz4Compressor

    @staticmethod
    def decompress(data):
        return _frame.decompress(bytes(data))


class zstd:
    @staticmethod
    def compress(data, level):
        return zstandard.ZstdCompressor(level=level).compress(bytes(data))

    @staticmethod
    def decompress(data):
        # A stream: frames of other clients do not always carry the size of their content.
        return zstandard.ZstdDecompressor().decompressobj().decompress(bytes(data))


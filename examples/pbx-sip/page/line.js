// A Line is the page's microphone and loudspeaker: 20 ms of µ-law in an RTP packet, in both ways, over a WebSocket.
const rate = 8000, frame = 160, head = 12

export class Line {
	// open asks for the microphone and begins; closed is called when anybody has closed the line.
	static async open(extension, closed) {
		const line = new Line()
		line.microphone = await navigator.mediaDevices.getUserMedia(
			{ audio: { echoCancellation: true, noiseSuppression: false, autoGainControl: false } })
		line.context = new AudioContext({ sampleRate: rate })
		await line.context.audioWorklet.addModule("/page/worklet.js")
		line.node = new AudioWorkletNode(line.context, "line", { outputChannelCount: [1] })
		line.context.createMediaStreamSource(line.microphone).connect(line.node).connect(line.context.destination)
		line.socket = new WebSocket(`ws://${location.host}/phones/${extension}/audio`)
		line.socket.binaryType = "arraybuffer"
		try {
			await new Promise((done, failed) => {
				line.socket.onopen = done
				line.socket.onclose = e => failed(new Error(e.reason || "closed"))
			})
		} catch (problem) {
			line.end()
			throw problem
		}
		line.socket.onclose = () => { line.end(); closed() }
		line.talk()
		return line
	}

	talk() {
		const [ssrc, sequence, timestamp] = crypto.getRandomValues(new Uint32Array(3))
		let sent = 0
		this.node.port.onmessage = e => {
			if (this.socket.readyState !== WebSocket.OPEN) return // it is closing, whoever began that
			this.socket.send(packet(ssrc, sequence + sent, timestamp + frame * sent, e.data))
			sent++
		}
		this.socket.onmessage = e => this.node.port.postMessage(decoded(new Uint8Array(e.data, head)))
	}

	close() { this.socket.close() }

	end() {
		this.node.port.onmessage = null
		this.microphone.getTracks().forEach(track => track.stop())
		this.context.close()
	}
}

function packet(ssrc, sequence, timestamp, pcm) {
	const bytes = new Uint8Array(head + frame), view = new DataView(bytes.buffer)
	view.setUint8(0, 0x80) // version 2; payload type 0 is PCMU
	view.setUint16(2, sequence)
	view.setUint32(4, timestamp)
	view.setUint32(8, ssrc)
	for (let i = 0; i < frame; i++) bytes[head + i] = encoded(pcm[i])
	return bytes
}

// encoded and decoded are G.711's µ-law, of numbers from -1 to 1.
function encoded(x) {
	const sign = x < 0 ? 0x80 : 0
	const n = Math.min(32635, Math.round(Math.abs(x) * 32768)) + 132
	const exponent = 31 - Math.clz32(n) - 7
	return ~(sign | exponent << 4 | n >> exponent + 3 & 15)
}

function decoded(bytes) {
	return Float32Array.from(bytes, byte => {
		const b = ~byte & 0xff
		const n = ((b & 15) << 3) + 132 << (b >> 4 & 7)
		return (b & 0x80 ? 132 - n : n - 132) / 32768
	})
}

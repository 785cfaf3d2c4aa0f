// Cuts what the microphone hears into 20 ms, and plays what has come, 60 ms late so that packets may be late, too.
const frame = 160, late = 3 * frame, most = 25 * frame

class Line extends AudioWorkletProcessor {
	heard = new Float32Array(frame)
	filled = 0
	waiting = [] // samples to play
	playing = false

	constructor() {
		super()
		this.port.onmessage = e => {
			this.waiting.push(...e.data)
			if (this.waiting.length > most) this.waiting.splice(0, this.waiting.length - late)
		}
	}

	process([[microphone]], [[loudspeaker]]) {
		for (const sample of microphone ?? new Float32Array(loudspeaker.length)) {
			this.heard[this.filled++] = sample
			if (this.filled === frame) {
				this.port.postMessage(this.heard)
				this.filled = 0
			}
		}
		this.playing = this.waiting.length >= (this.playing ? 1 : late)
		const now = this.playing ? this.waiting.splice(0, loudspeaker.length) : []
		now.forEach((sample, i) => loudspeaker[i] = sample)
		return true
	}
}
registerProcessor("line", Line)
